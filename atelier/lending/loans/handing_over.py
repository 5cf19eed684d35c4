"""A device goes to its borrower."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids, locking, months
from atelier.db import today as db_today
from atelier.devices import inspections
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid, NotFound
from atelier.lending import borrowers, events, rules
from atelier.lending.loans import instalments
from atelier.lending.loans.goods import LENT, Goods
from atelier.lending.models import Borrower, Loan
from atelier.lending.reservations import collecting
from atelier.people.actor import Actor
from atelier.people.models import Organisation
from atelier.people.text import tidy
from atelier.settings import Lending
from atelier.stock import ledger, places, tree
from atelier.stock.ledger.entry import refuse_closed
from atelier.stock.models import Place, PlaceKind
from atelier.words import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is agreed. ``articles``: what goes along, how many of each by number."""

    tariff: str
    #: None: as long as the rules say.
    due_on: date | None = None
    articles: Mapping[int, int] = field(default_factory=dict)
    state_note: str = ""


def hand_over(
    session: Session,
    *,
    desk: Place,
    device: Device,
    borrower: Borrower,
    terms: Terms,
    defaults: Lending,
    actor: Actor,
    client_id: str,
    today: date | None = None,
    replaces: Loan | None = None,
) -> Loan:
    """The device is with the borrower from now on. The same ``client_id`` (UUID) hands over once.

    ``replaces``: the loan that this one goes on with, for its price, whatever tariffs are now.
    Raises NotFound for a stranger's borrower or device, Invalid for terms that cannot be, and
    Conflict where the desk is closed, the device not here, not ready, promised to another desk or
    lent already, or where the borrower was forgotten, or has as many as the rules allow.
    """
    organisation = session.get_one(Organisation, desk.organisation_id)
    client_id, today = ids.checked(client_id), today or db_today()
    _refuse_strangers(organisation, device, borrower)
    locking.allocation(session, organisation.workshop_id)  # what was reserved is collected
    locking.book(session, organisation.id, "loans")
    if known := _by_client_id(session, organisation.id, client_id):
        return _same(known, device, borrower)
    refuse_closed(desk)
    borrowers.hold(session, borrower)
    chosen = rules.of(organisation, defaults)
    due_on = _due_on(terms, chosen, today)
    price = replaces.price_cents if replaces else _price(terms, chosen)
    _refuse_elsewhere(session, desk, device)
    _refuse_too_many(session, borrower, device, chosen, replaces)
    loan = Loan(
        organisation_id=organisation.id,
        workshop_id=organisation.workshop_id,
        client_id=client_id,
        number=_next_number(session, organisation.id),
        place_id=desk.id,
        borrower_id=borrower.id,
        device_id=device.id,
        replaces_id=replaces.id if replaces else None,
        started_by_id=actor.account_id,
        due_on=due_on,
        tariff=terms.tariff,
        price_cents=price,
        state_note=tidy(terms.state_note)[:300],
    )
    collecting.collect(session, desk, device, actor=actor, client_id=client_id)
    ledger.post(
        session,
        device,
        places.virtual(session, loan.workshop_id, PlaceKind.LENT),
        reason=LENT,
        actor=actor,
        client_id=ids.part(client_id, "device"),
    )
    session.add(loan)
    session.flush()
    goods = Goods(session, loan, actor, client_id)
    for number, quantity in sorted(terms.articles.items()):
        if quantity:
            goods.take_along(desk, number, quantity)
    instalments.plan(session, loan, today, due_on)
    inspections.begin_loan(session, device, today, months=chosen.inspect_months, actor=actor)
    events.record(session, loan, "handed_over", actor=actor, device=device.id)
    return loan


def _refuse_strangers(organisation: Organisation, device: Device, borrower: Borrower) -> None:
    if borrower.organisation_id != organisation.id:
        raise NotFound(N_("Deze lener kennen we niet (meer)."))
    if device.organisation_id != organisation.workshop_id:
        raise NotFound(N_("Dit toestel kennen we niet."))


def _same(known: Loan, device: Device, borrower: Borrower) -> Loan:
    if (known.device_id, known.borrower_id) != (device.id, borrower.id):
        raise Conflict(N_("Dit formulier is al gebruikt. Open de pagina opnieuw."))
    return known


def _due_on(terms: Terms, chosen: Lending, today: date) -> date:
    due_on = terms.due_on or months.add(today, chosen.months)
    if due_on <= today:
        raise Invalid(N_("Kies een dag na vandaag."), field="due_on")
    if due_on > months.add(today, 5 * 12):
        raise Invalid(N_("Die dag is te ver weg. Kijk het jaar na."), field="due_on")
    return due_on


def _price(terms: Terms, chosen: Lending) -> int:
    if terms.tariff not in chosen.tariffs:
        raise Invalid(N_("Kies een tarief in de lijst."), field="tariff")
    return chosen.tariffs[terms.tariff]


def _refuse_elsewhere(session: Session, desk: Place, device: Device) -> None:
    """It lies at the desk, or in the workshop, where people may collect it too."""
    session.execute(
        sa.select(Device.id).where(Device.id == device.id).with_for_update(key_share=True)
    )
    here = ledger.place_of(session, device)
    if here is not None and here.kind == PlaceKind.LENT:
        number = session.scalar(
            sa.select(Loan.number).where(Loan.device_id == device.id, Loan.ended_at.is_(None))
        )
        raise Conflict(
            N_("Dit toestel is al uitgeleend (uitlening %(number)s). Neem het eerst terug."),
            number=number or "?",
        )
    at_desk = here is not None and tree.is_below(session, here, desk)
    in_workshop = (
        here is not None
        and here.organisation_id == device.organisation_id
        and here.kind not in (PlaceKind.DESK, PlaceKind.EQUIPMENT)
        and PlaceKind(here.kind).physical
    )
    if here is None or not (at_desk or in_workshop) or here.kind == PlaceKind.EQUIPMENT:
        raise Conflict(
            N_("Dit toestel staat volgens ons op %(place)s, niet hier. Scan een ander."),
            place=places.spoken(here),
        )


def _refuse_too_many(
    session: Session, borrower: Borrower, device: Device, chosen: Lending, replaces: Loan | None
) -> None:
    most = rules.most_of(chosen, device.kind)
    if most is None:
        return
    out = (
        sa.select(sa.func.count())
        .select_from(Loan)
        .join(Device, Device.id == Loan.device_id)
        .where(
            Loan.borrower_id == borrower.id,
            Loan.ended_at.is_(None),
            Loan.id != (replaces.id if replaces else 0),
            Device.kind.in_(rules.like(device.kind)),
        )
    )
    if (session.scalar(out) or 0) >= most:
        raise Conflict(
            N_("Deze lener heeft al %(most)s zo'n toestel. Neem dat eerst terug."), most=most
        )


def _next_number(session: Session, organisation_id: int) -> int:
    last = sa.select(sa.func.max(Loan.number)).where(Loan.organisation_id == organisation_id)
    return (session.scalar(last) or 0) + 1


def _by_client_id(session: Session, organisation_id: int, client_id: str) -> Loan | None:
    return session.scalar(
        sa.select(Loan).where(Loan.organisation_id == organisation_id, Loan.client_id == client_id)
    )

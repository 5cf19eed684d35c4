"""A loan goes on: for longer, or with another device."""

from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from atelier import ids, locking, months
from atelier.db import today
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid
from atelier.lending import events
from atelier.lending.days import day_of
from atelier.lending.loans import instalments
from atelier.lending.loans.ending import Back, take_back
from atelier.lending.loans.handing_over import Terms, hand_over
from atelier.lending.models import Borrower, Loan
from atelier.people.actor import Actor
from atelier.settings import Lending
from atelier.stock.models import Place
from atelier.words import N_


class Swap(NamedTuple):
    """``device``: what the borrower gets instead. ``articles``: what goes along with it."""

    device: Device
    back: Back
    articles: dict[int, int]


def extend(session: Session, loan: Loan, until: date, *, actor: Actor, client_id: str) -> None:
    """Twice with one ``client_id`` (UUID) is once.

    Raises Invalid for a day that is not later, or too far, Conflict where the loan has ended.
    """
    session.refresh(loan, with_for_update=True)
    if events.known(session, loan.organisation_id, ids.checked(client_id)):
        return
    if loan.ended_at is not None:
        raise Conflict(N_("Uitlening %(number)s is al afgesloten."), number=loan.number)
    day = today()
    if until <= max(loan.due_on, day):
        raise Invalid(N_("Kies een dag na de einddatum van nu."), field="due_on")
    if until > months.add(day, 5 * 12):
        raise Invalid(N_("Die dag is te ver weg. Kijk het jaar na."), field="due_on")
    before, loan.due_on = loan.due_on, until
    session.flush()
    instalments.plan(session, loan, day_of(loan.started_at), until)
    events.record(
        session,
        loan,
        "extended",
        actor=actor,
        client_id=client_id,
        before=before.isoformat(),
        until=until.isoformat(),
    )


def swap(
    session: Session,
    loan: Loan,
    desk: Place,
    wanted: Swap,
    defaults: Lending,
    *,
    actor: Actor,
    client_id: str,
) -> Loan:
    """Takes the device back and hands another over, in one go: both, or neither.

    The new loan ends when the old one would have, for the same price, and nobody pays a month
    twice. Twice with one ``client_id`` (UUID) is once. Raises what taking back and handing over
    raise.
    """
    locking.allocation(session, loan.workshop_id)
    locking.book(session, loan.organisation_id, "loans")
    take_back(session, loan, desk, wanted.back, actor=actor, client_id=client_id, how="swapped")
    borrower = session.get_one(Borrower, loan.borrower_id)
    tomorrow = date.fromordinal(today().toordinal() + 1)
    terms = Terms(tariff=loan.tariff, due_on=max(loan.due_on, tomorrow), articles=wanted.articles)
    return hand_over(
        session,
        desk=desk,
        device=wanted.device,
        borrower=borrower,
        terms=terms,
        defaults=defaults,
        actor=actor,
        client_id=ids.part(client_id, "swapped for"),
        replaces=loan,
    )

"""A device is given for good from stock: to a person, or to an organisation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids, locking
from atelier.db import now
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid, NotFound
from atelier.lending import borrowers
from atelier.lending.models import Borrower, Gift, GiftArticle, Loan
from atelier.lending.reservations import collecting
from atelier.paging import Page, cut
from atelier.people.actor import Actor
from atelier.people.models import Organisation
from atelier.people.text import tidy
from atelier.stock import articles, ledger, places
from atelier.stock.models import Article, Place, PlaceKind, Posting
from atelier.words import N_

GIVEN = "given"
LONGEST = 200
PAGE_SIZE = 50
UNKNOWN = N_("Deze schenking kennen we niet.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One in a list. ``about``: the gift from stock, or the loan that ended as one."""

    about: Gift | Loan
    device: Device
    borrower: Borrower
    place: Place

    @property
    def at(self) -> datetime | None:
        return self.about.given_at if isinstance(self.about, Gift) else self.about.ended_at


def give(
    session: Session,
    *,
    place: Place,
    device: Device,
    borrower: Borrower,
    goods: Mapping[int, int],
    note: str,
    actor: Actor,
    client_id: str,
) -> Gift:
    """It is theirs from now on. The same ``client_id`` (UUID) gives once.

    ``place``: where it stands; a desk collects with it what it had reserved itself. ``goods``: what
    goes along, how many of each article by number. Raises NotFound for a stranger's device, and
    Conflict where it is not there, not ready, or another waits for it, or where whoever gets it was
    forgotten.
    """
    client_id, organisation_id = ids.checked(client_id), borrower.organisation_id
    locking.allocation(session, device.organisation_id)  # what was reserved is collected
    locking.book(session, organisation_id, "gifts")
    if known := by_client_id(session, organisation_id, client_id):
        return _same(known, device)
    borrowers.hold(session, borrower)
    _refuse_strange(session, organisation_id, device)
    _refuse_elsewhere(session, place, device)
    gift = Gift(
        organisation_id=organisation_id,
        workshop_id=device.organisation_id,
        client_id=client_id,
        number=_next_number(session, organisation_id),
        place_id=place.id,
        borrower_id=borrower.id,
        device_id=device.id,
        note=tidy(note)[:LONGEST],
        given_by_id=actor.account_id,
    )
    collecting.collect(session, place, device, actor=actor, client_id=client_id)
    ledger.post(
        session,
        device,
        _given(session, gift),
        reason=GIVEN,
        actor=actor,
        client_id=ids.part(client_id, "device"),
    )
    session.add(gift)
    session.flush()
    for number, quantity in sorted(goods.items()):
        if quantity:
            _take_along(session, gift, place, number, quantity, actor)
    return gift


def undo(session: Session, gift: Gift, *, note: str, actor: Actor) -> None:
    """It was a mistake: the device, and what went along, never left. Twice is once.

    What was collected with it is reserved again.

    Raises Invalid without a reason, Conflict for a device that moved on since.
    """
    locking.allocation(session, gift.workshop_id)  # what was collected is reserved again
    session.refresh(gift, with_for_update=True)
    if gift.undone_at is not None:
        return
    if not tidy(note):
        raise Invalid(N_("Zeg waarom: wat was er fout?"), field="note")
    for posting in _postings(session, gift):
        ledger.correct(
            session,
            posting,
            note=note,
            actor=actor,
            client_id=ids.part(posting.client_id, "undone"),
            whole=True,
        )
    gift.undone_at, gift.undone_by_id = now(), actor.account_id
    session.flush()
    device = session.get_one(Device, gift.device_id)
    collecting.bring_back(
        session, gift.organisation_id, device, actor=actor, client_id=gift.client_id
    )


def get(session: Session, organisation_id: int, gift_id: int) -> Gift:
    """Who got it is the business of who gave it alone. Raises NotFound."""
    gift = session.get(Gift, gift_id)
    if gift is None or gift.organisation_id != organisation_id:
        raise NotFound(UNKNOWN)
    return gift


def of_device(session: Session, organisation_id: int, device: Device) -> Gift | None:
    """The last that was not a mistake, of this organisation."""
    return session.scalar(
        sa.select(Gift)
        .where(
            Gift.organisation_id == organisation_id,
            Gift.device_id == device.id,
            Gift.undone_at.is_(None),
        )
        .order_by(Gift.id.desc())
        .limit(1)
    )


def page(
    session: Session, organisation_id: int, after: int | None = None, size: int = PAGE_SIZE
) -> Page[Given]:
    """What this organisation gave from stock, the newest first, mistakes too; in one query.

    ``after``: the number of the last gift seen.
    """
    wanted = (
        sa.select(Gift, Device, Borrower, Place)
        .join(Device, Device.id == Gift.device_id)
        .join(Borrower, Borrower.id == Gift.borrower_id)
        .join(Place, Place.id == Gift.place_id)
        .where(Gift.organisation_id == organisation_id)
        .order_by(Gift.number.desc())
        .limit(size + 1)
    )
    wanted = wanted.where(Gift.number < after) if after else wanted
    rows = session.execute(wanted).unique().all()
    found = [Given(about=row[0], device=row[1], borrower=row[2], place=row[3]) for row in rows]
    return cut(found, [one.about.number for one in found], size)


def after_loan_page(
    session: Session, organisation_id: int, after: int | None = None, size: int = PAGE_SIZE
) -> Page[Given]:
    """As ``page``, of what was lent first. ``after``: the number of the last loan seen."""
    wanted = (
        sa.select(Loan, Device, Borrower, Place)
        .join(Device, Device.id == Loan.device_id)
        .join(Borrower, Borrower.id == Loan.borrower_id)
        .join(Place, Place.id == Loan.place_id)
        .where(Loan.organisation_id == organisation_id, Loan.ended_how == GIVEN)
        .order_by(Loan.number.desc())
        .limit(size + 1)
    )
    wanted = wanted.where(Loan.number < after) if after else wanted
    rows = session.execute(wanted).unique().all()
    found = [Given(about=row[0], device=row[1], borrower=row[2], place=row[3]) for row in rows]
    return cut(found, [one.about.number for one in found], size)


def goods_of(session: Session, gift: Gift) -> Sequence[tuple[Article, int]]:
    rows = session.execute(
        sa.select(Article, GiftArticle.quantity)
        .join(GiftArticle, GiftArticle.article_id == Article.id)
        .where(GiftArticle.gift_id == gift.id)
        .order_by(Article.name)
    )
    return [(article, quantity) for article, quantity in rows]


def _refuse_strange(session: Session, organisation_id: int, device: Device) -> None:
    giver = session.get_one(Organisation, organisation_id)
    if device.organisation_id != giver.workshop_id:
        raise NotFound(N_("Dit toestel kennen we niet."))


def _refuse_elsewhere(session: Session, place: Place, device: Device) -> None:
    session.execute(
        sa.select(Device.id).where(Device.id == device.id).with_for_update(key_share=True)
    )
    here = ledger.place_of(session, device)
    if here is not None and not PlaceKind(here.kind).physical:
        raise Conflict(
            N_("Dit toestel kan je hier niet geven. Volgens ons is het: %(place)s."),
            place=places.spoken(here),
        )
    if here is not None and here.kind == PlaceKind.EQUIPMENT:
        raise Conflict(
            N_("Dit hoort bij de uitrusting van een punt: %(place)s. Verplaats het eerst."),
            place=here.name,
        )
    if here is None or here.id != place.id:
        raise Conflict(
            N_("Dit toestel staat volgens ons op %(place)s, niet hier. Scan een ander."),
            place=places.spoken(here),
        )


def _take_along(  # noqa: PLR0917 - as a line of the ledger
    session: Session, gift: Gift, place: Place, number: int, quantity: int, actor: Actor
) -> None:
    """Raises NotFound for an unknown article, Conflict where there are not so many."""
    ledger.post_articles(
        session,
        articles.get(session, gift.workshop_id, number),
        quantity,
        origin=place,
        to=_given(session, gift),
        reason=GIVEN,
        actor=actor,
        client_id=ids.part(gift.client_id, f"article {number}"),
    )
    session.add(GiftArticle(gift_id=gift.id, article_id=number, quantity=quantity))
    session.flush()


def _given(session: Session, gift: Gift) -> Place:
    return places.virtual(session, gift.workshop_id, PlaceKind.GIVEN)


def _postings(session: Session, gift: Gift) -> Sequence[Posting]:
    numbers = [article.id for article, _ in goods_of(session, gift)]
    parts = ["device", *(f"article {number}" for number in numbers)]
    return session.scalars(
        sa.select(Posting)
        .where(
            Posting.organisation_id == gift.workshop_id,
            Posting.client_id.in_([ids.part(gift.client_id, part) for part in parts]),
        )
        .order_by(Posting.article_id.is_not(None), Posting.article_id)
    ).all()


def _same(known: Gift, device: Device) -> Gift:
    if known.device_id != device.id:
        raise Conflict(N_("Dit formulier is al gebruikt. Open de pagina opnieuw."))
    return known


def _next_number(session: Session, organisation_id: int) -> int:
    last = sa.select(sa.func.max(Gift.number)).where(Gift.organisation_id == organisation_id)
    return (session.scalar(last) or 0) + 1


def by_client_id(session: Session, organisation_id: int, client_id: str) -> Gift | None:
    return session.scalar(
        sa.select(Gift).where(Gift.organisation_id == organisation_id, Gift.client_id == client_id)
    )

"""A part is kept for a repair, and then used in it or put back: once, and never by two."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier.db import now
from atelier.errors import Conflict, NotFound
from atelier.people.actor import Actor
from atelier.stock import ledger, places
from atelier.stock.models import Article, Balance, PartHold, Place, PlaceKind, SerialPart
from atelier.stock.parts import serials
from atelier.words import N_

USED, RELEASED = "used", "released"
INSTALLED = "installed"
NONE_FREE = N_("%(name)s is op: er is er geen meer vrij. Kies een ander onderdeel.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One part of a repair: which it is, and where it lies or lay."""

    hold: PartHold
    place: Place
    article: Article | None
    serial: SerialPart | None

    @property
    def is_live(self) -> bool:
        return self.hold.settled_at is None


def reserve(
    session: Session,
    article: Article,
    *,
    repair_id: int,
    actor: Actor,
    client_id: str,
    quantity: int = 1,
    place: Place | None = None,
) -> PartHold:
    """Keeps so many for a repair, where most of them are free (or at ``place``).

    Twice with one ``client_id`` (UUID) is once. Raises Conflict where there are not so many free.
    """
    client_id = ids.checked(client_id)
    ledger.keep_articles_still(session, [article.id])
    if known := _by_client_id(session, article.organisation_id, client_id):
        return known
    there = _most_free(session, article, quantity, place)
    if there is None:
        raise Conflict(NONE_FREE, name=article.name)
    hold = PartHold(
        organisation_id=article.organisation_id,
        client_id=client_id,
        repair_id=repair_id,
        article_id=article.id,
        place_id=there,
        quantity=quantity,
        account_id=actor.account_id,
    )
    session.add(hold)
    session.flush()
    return hold


def reserve_serial(
    session: Session, part: SerialPart, *, repair_id: int, actor: Actor, client_id: str
) -> PartHold:
    """The same for a part with a number of its own. Raises Conflict unless it is free."""
    client_id = ids.checked(client_id)
    session.refresh(part, with_for_update=True)
    if known := _by_client_id(session, part.organisation_id, client_id):
        return known
    serials.refuse_unfree(session, part)
    hold = PartHold(
        organisation_id=part.organisation_id,
        client_id=client_id,
        repair_id=repair_id,
        serial_part_id=part.id,
        place_id=part.place_id,
        quantity=1,
        account_id=actor.account_id,
    )
    session.add(hold)
    session.flush()
    return hold


def use(session: Session, hold: PartHold, *, actor: Actor) -> None:
    """It is in the device now. Twice is once; raises Conflict where it was put back."""
    _hold_still(session, hold)
    if hold.settlement == USED:
        return
    if hold.settlement is not None:
        raise Conflict(N_("Dit onderdeel is al teruggelegd. Neem het opnieuw."))
    _settle(session, hold, USED)
    if hold.serial_part_id is not None:
        serials.install(session, session.get_one(SerialPart, hold.serial_part_id))
        return
    ledger.post_articles(
        session,
        session.get_one(Article, hold.article_id),
        hold.quantity,
        origin=session.get_one(Place, hold.place_id),
        to=places.virtual(session, hold.organisation_id, PlaceKind.INSTALLED),
        reason=INSTALLED,
        actor=actor,
        client_id=ids.part(hold.client_id, USED),
    )


def release(session: Session, hold: PartHold) -> None:
    """It was not needed: it lies where it lay. Twice is once; raises Conflict where it was used."""
    _hold_still(session, hold)
    if hold.settlement == RELEASED:
        return
    if hold.settlement is not None:
        raise Conflict(N_("Dit onderdeel is al ingebouwd."))
    _settle(session, hold, RELEASED)


def put_back(session: Session, hold: PartHold, *, actor: Actor) -> None:
    """It was called used, and was not: it lies where it lay. Only of what is counted."""
    _hold_still(session, hold)
    if hold.settlement != USED or hold.article_id is None:
        release(session, hold)
        return
    hold.settlement = RELEASED
    session.flush()
    ledger.post_articles(
        session,
        session.get_one(Article, hold.article_id),
        hold.quantity,
        origin=places.virtual(session, hold.organisation_id, PlaceKind.INSTALLED),
        to=session.get_one(Place, hold.place_id),
        reason="returned",
        actor=actor,
        client_id=ids.part(hold.client_id, "back"),
    )


def live(session: Session, repair_id: int) -> Sequence[PartHold]:
    """What is kept for this repair, neither used nor put back yet."""
    return session.scalars(
        sa.select(PartHold)
        .where(PartHold.repair_id == repair_id, PartHold.settled_at.is_(None))
        .order_by(PartHold.article_id, PartHold.id)
    ).all()


def lines_of(session: Session, repair_ids: Iterable[int]) -> Sequence[Line]:
    """What is kept for, or was used in, these repairs; what was put back is left out."""
    rows = session.execute(
        sa.select(PartHold, Place, Article, SerialPart)
        .join(Place, Place.id == PartHold.place_id)
        .outerjoin(Article, Article.id == PartHold.article_id)
        .outerjoin(SerialPart, SerialPart.id == PartHold.serial_part_id)
        .where(
            PartHold.repair_id.in_(list(repair_ids)),
            PartHold.settlement.is_distinct_from(RELEASED),
        )
        .order_by(PartHold.id)
    )
    return [
        Line(hold=hold, place=place, article=article, serial=serial)
        for hold, place, article, serial in rows
    ]


def get(session: Session, organisation_id: int, hold_id: int) -> PartHold:
    hold = session.get(PartHold, hold_id)
    if hold is None or hold.organisation_id != organisation_id:
        raise NotFound(N_("Dit onderdeel staat niet (meer) op deze kaart."))
    return hold


def _hold_still(session: Session, hold: PartHold) -> None:
    if hold.article_id is not None:
        ledger.keep_articles_still(session, [hold.article_id])
    session.refresh(hold, with_for_update=True)


def _settle(session: Session, hold: PartHold, how: str) -> None:
    hold.settled_at, hold.settlement = now(), how
    session.flush()


def _most_free(
    session: Session, article: Article, quantity: int, place: Place | None
) -> int | None:
    kept = (
        sa.select(sa.func.coalesce(sa.func.sum(PartHold.quantity), 0))
        .where(
            PartHold.article_id == article.id,
            PartHold.place_id == Balance.place_id,
            PartHold.settled_at.is_(None),
        )
        .scalar_subquery()
    )
    free = Balance.quantity - kept
    wanted = (
        sa.select(Balance.place_id)
        .join(Place, Place.id == Balance.place_id)
        .where(
            Balance.article_id == article.id,
            Balance.physical,
            Place.organisation_id == article.organisation_id,
            Place.kind.not_in([PlaceKind.DESK, PlaceKind.EQUIPMENT]),
            free >= quantity,
        )
        .order_by(free.desc(), Balance.place_id)
        .limit(1)
    )
    return session.scalar(wanted if place is None else wanted.where(Place.id == place.id))


def _by_client_id(session: Session, organisation_id: int, client_id: str) -> PartHold | None:
    return session.scalar(
        sa.select(PartHold).where(
            PartHold.organisation_id == organisation_id, PartHold.client_id == client_id
        )
    )

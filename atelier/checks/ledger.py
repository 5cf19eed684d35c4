"""The ledger: a chain of moves for each device, and where each is now."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from atelier.checks.finding import Finding
from atelier.devices.models import Device
from atelier.people.models import Organisation
from atelier.stock.models import Article, Holding, Place, PlaceKind, Posting

_PHYSICAL = [kind.value for kind in PlaceKind if kind.physical]


def places_follow_from_moves(session: Session) -> Iterator[Finding]:
    """The cached place of each device is where its last move brought it."""
    for device_id, held, moved_to in session.execute(_differences()):
        yield Finding(f"device {device_id}", f"stands in place {held}, its moves end in {moved_to}")


def moves_follow_each_other(session: Session) -> Iterator[Finding]:
    """Each move starts where the one before ended, the first with a donor: the sum is zero."""
    before = sa.func.lag(Posting.to_place_id).over(
        partition_by=Posting.device_id, order_by=Posting.id
    )
    moves = (
        sa.select(Posting.id, Posting.device_id, Posting.from_place_id, before.label("before"))
        .where(Posting.device_id.is_not(None))
        .subquery()
    )
    first_elsewhere = sa.and_(moves.c.before.is_(None), Place.kind != PlaceKind.DONOR.value)
    broken = (
        sa.select(moves.c.device_id, moves.c.id, moves.c.from_place_id, moves.c.before)
        .join(Place, Place.id == moves.c.from_place_id)
        .where(sa.or_(moves.c.before != moves.c.from_place_id, first_elsewhere))
        .order_by(moves.c.id)
    )
    for device_id, posting_id, origin, expected in session.execute(broken):
        there = f"place {expected}" if expected else "with no donor"
        yield Finding(
            f"device {device_id}", f"move {posting_id} starts in place {origin}, but it was {there}"
        )


def nothing_crosses_organisations(session: Session) -> Iterator[Finding]:
    """What moves and its moves are of one organisation; it stands at its places, and at those that
    hands can touch of whom its workshop serves.
    """
    origin, goal = aliased(Place), aliased(Place)
    owner = sa.func.coalesce(Device.organisation_id, Article.organisation_id)
    crossing = (
        sa.select(Posting.id, Posting.device_id, Posting.article_id)
        .outerjoin(Device, Device.id == Posting.device_id)
        .outerjoin(Article, Article.id == Posting.article_id)
        .join(origin, origin.id == Posting.from_place_id)
        .join(goal, goal.id == Posting.to_place_id)
        .where(
            sa.or_(
                Posting.organisation_id != owner,
                *(_is_strange(place, owner) for place in (origin, goal)),
            )
        )
        .order_by(Posting.id)
    )
    for posting_id, device_id, article_id in session.execute(crossing):
        what = f"device {device_id}" if device_id else f"article {article_id}"
        yield Finding(what, f"move {posting_id} crosses to another organisation")


def fold_places(session: Session) -> int:
    """Puts right what ``places_follow_from_moves`` finds, from the moves; how many there were."""
    wrong = session.execute(_differences()).all()
    for device_id, _held, moved_to in wrong:
        session.execute(sa.delete(Holding).where(Holding.device_id == device_id))
        if moved_to is not None:
            since = sa.select(sa.func.max(Posting.at)).where(Posting.device_id == device_id)
            session.add(
                Holding(device_id=device_id, place_id=moved_to, since=session.scalars(since).one())
            )
    session.flush()
    session.expire_all()
    return len(wrong)


def _differences() -> sa.Select[int, int | None, int | None]:
    """Device, cached place, place after its last move: where the two differ."""
    last = (
        sa.select(sa.func.max(Posting.id))
        .where(Posting.device_id.is_not(None))
        .group_by(Posting.device_id)
    )
    ends = sa.select(Posting.device_id, Posting.to_place_id).where(Posting.id.in_(last)).subquery()
    return (
        sa.select(Device.id, Holding.place_id, ends.c.to_place_id)
        .outerjoin(Holding, Holding.device_id == Device.id)
        .outerjoin(ends, ends.c.device_id == Device.id)
        .where(Holding.place_id.is_distinct_from(ends.c.to_place_id))
        .order_by(Device.id)
    )


def _is_strange(place: type[Place], owner: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    served = sa.exists().where(
        Organisation.id == place.organisation_id, Organisation.served_by_id == owner
    )
    ours = place.organisation_id == owner
    return ~sa.or_(ours, sa.and_(served, place.kind.in_(_PHYSICAL)))

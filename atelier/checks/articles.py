"""Things that are counted: what each account holds is what its moves come to."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.checks.finding import Finding
from atelier.stock.models import Balance, Place, PlaceKind, Posting

_PHYSICAL = [kind.value for kind in PlaceKind if kind.physical]


def balances_follow_from_moves(session: Session) -> Iterator[Finding]:
    """The kept balance of each account is what came in less what went out."""
    for place_id, article_id, kept, moved in session.execute(_differences()):
        yield Finding(
            f"article {article_id}", f"place {place_id} is kept as {kept}, its moves give {moved}"
        )


def balances_sum_to_zero(session: Session) -> Iterator[Finding]:
    """What one account holds, another gave."""
    total = sa.func.sum(Balance.quantity)
    sums = sa.select(Balance.article_id, total).group_by(Balance.article_id).having(total != 0)
    for article_id, found in session.execute(sums.order_by(Balance.article_id)):
        yield Finding(f"article {article_id}", f"its balances sum to {found}")


def no_shelf_is_below_zero(session: Session) -> Iterator[Finding]:
    """By the moves, whatever is kept; and each balance knows whether hands can touch it."""
    moved = _moved().subquery()
    below = (
        sa.select(moved.c.place_id, moved.c.article_id, moved.c.quantity)
        .join(Place, Place.id == moved.c.place_id)
        .where(Place.kind.in_(_PHYSICAL), moved.c.quantity < 0)
        .order_by(moved.c.article_id, moved.c.place_id)
    )
    for place_id, article_id, quantity in session.execute(below):
        yield Finding(f"article {article_id}", f"place {place_id} holds {quantity} of it")
    unlike = (
        sa.select(Balance.place_id, Balance.article_id)
        .join(Place, Place.id == Balance.place_id)
        .where(Place.kind.in_(_PHYSICAL) != Balance.physical)
        .order_by(Balance.article_id, Balance.place_id)
    )
    for place_id, article_id in session.execute(unlike):
        yield Finding(f"article {article_id}", f"place {place_id} is kept as what it is not")


def compared(
    session: Session, kind: PlaceKind, told: sa.Select[Any, Any]
) -> Iterator[tuple[int, int, int]]:
    """Article, how many the accounts of this kind hold, how many there are by what is ``told``
    (article, how many): where the two differ.
    """
    balances = (
        sa.select(Balance.article_id, sa.func.sum(Balance.quantity))
        .join(Place, sa.and_(Place.id == Balance.place_id, Place.kind == kind))
        .group_by(Balance.article_id)
    )
    held, said = (dict(session.execute(wanted).all()) for wanted in (balances, told))
    for article_id in sorted(held.keys() | said.keys()):
        here, there = held.get(article_id, 0), said.get(article_id, 0)
        if here != there:
            yield article_id, here, there


def fold_balances(session: Session) -> int:
    """Puts right what ``balances_follow_from_moves`` finds; how many there were."""
    wrong = session.execute(_differences()).all()
    for place_id, article_id, _kept, moved in wrong:
        kind = session.get_one(Place, place_id).kind
        balance = session.get(Balance, (place_id, article_id)) or Balance(
            place_id=place_id, article_id=article_id, physical=PlaceKind(kind).physical
        )
        balance.quantity = moved
        session.add(balance)
    session.flush()
    return len(wrong)


def _moved() -> sa.Select[int, int, int]:
    """Place, article, and what the moves of it come to there."""
    lines = sa.union_all(
        _side(Posting.to_place_id, Posting.quantity),
        _side(Posting.from_place_id, -Posting.quantity),
    ).subquery()
    return sa.select(
        lines.c.place_id, lines.c.article_id, sa.func.sum(lines.c.quantity).label("quantity")
    ).group_by(lines.c.place_id, lines.c.article_id)


def _side(
    place: sa.SQLColumnExpression[int], quantity: sa.SQLColumnExpression[int]
) -> sa.Select[int, int | None, int]:
    return sa.select(
        place.label("place_id"), Posting.article_id.label("article_id"), quantity.label("quantity")
    ).where(Posting.article_id.is_not(None))


def _differences() -> sa.Select[int, int, int, int]:
    """Place, article, kept balance, what its moves come to: where the two differ."""
    moved = _moved().subquery()
    both = sa.union_all(
        sa.select(
            moved.c.place_id, moved.c.article_id, moved.c.quantity, sa.literal(0).label("kept")
        ),
        sa.select(Balance.place_id, Balance.article_id, sa.literal(0), Balance.quantity),
    ).subquery()
    found, kept = sa.func.sum(both.c.quantity), sa.func.sum(both.c.kept)
    return (
        sa.select(both.c.place_id, both.c.article_id, kept, found)
        .group_by(both.c.place_id, both.c.article_id)
        .having(found != kept)
        .order_by(both.c.article_id, both.c.place_id)
    )


Check = Callable[[Session], Iterator[Finding]]
#: Each by what has to hold.
CHECKS: Mapping[str, Check] = {
    "what is counted follows from its moves": balances_follow_from_moves,
    "what is counted sums to zero": balances_sum_to_zero,
    "no shelf holds less than nothing": no_shelf_is_below_zero,
}

"""What is counted by number: how many there should have been when somebody counted them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.stock.models import Article, Balance, Posting, Stocktake, StocktakeScan

#: An article's number, when it was counted, and how many.
_Seen = Mapping[int, Sequence[tuple[datetime, int]]]
_Moves = Mapping[int, Sequence[tuple[datetime, int]]]


def counted(
    session: Session, stocktake: Stocktake, inside: set[int]
) -> Sequence[tuple[Article, int, int]]:
    """Each with how many there should have been, and how many were counted, by name.

    ``inside``: the numbers of the places that are counted. In a fixed number of queries.
    """
    seen = _seen(session, stocktake)
    if not seen:
        return []
    held = _held(session, inside, seen)
    moves = _moves(session, inside, seen)
    rows = []
    for article in session.scalars(sa.select(Article).where(Article.id.in_(seen))):
        moments = [at for at, _ in seen[article.id]]
        found = sum(quantity for _, quantity in seen[article.id])
        then = _balances(moments, held.get(article.id, 0), moves.get(article.id, ()))
        rows.append((article, _nearest(then, found), found))
    return sorted(rows, key=lambda row: row[0].name)


def _balances(
    moments: Sequence[datetime], held: int, moves: Sequence[tuple[datetime, int]]
) -> list[int]:
    """How many there were at each of these moments: what there are, less what came since."""
    return [held - sum(came for at, came in moves if at > moment) for moment in moments]


def _nearest(balances: Sequence[int], found: int) -> int:
    """Counted in several goes, what moved between two of them may be in either.

    So nothing is missing, and nothing too many, that such a move explains.
    """
    return min(max(found, min(balances)), max(balances))


def _seen(session: Session, stocktake: Stocktake) -> _Seen:
    rows = session.execute(
        sa.select(StocktakeScan.article_id, StocktakeScan.at, StocktakeScan.quantity)
        .where(StocktakeScan.stocktake_id == stocktake.id, StocktakeScan.article_id.is_not(None))
        .order_by(StocktakeScan.id)
    )
    seen: dict[int, list[tuple[datetime, int]]] = {}
    for article_id, at, quantity in rows:
        if article_id is not None:
            seen.setdefault(article_id, []).append((at, quantity))
    return seen


def _held(session: Session, inside: set[int], seen: _Seen) -> Mapping[int, int]:
    rows = session.execute(
        sa.select(Balance.article_id, sa.func.sum(Balance.quantity))
        .where(Balance.place_id.in_(inside), Balance.article_id.in_(seen))
        .group_by(Balance.article_id)
    )
    return {article_id: int(quantity) for article_id, quantity in rows}


def _moves(session: Session, inside: set[int], seen: _Seen) -> _Moves:
    """What came in (above zero) and went out (below) since the first of them was counted."""
    first = min(at for scans in seen.values() for at, _ in scans)
    into, out = Posting.to_place_id.in_(inside), Posting.from_place_id.in_(inside)
    rows = session.execute(
        sa.select(Posting.article_id, Posting.at, Posting.quantity, into).where(
            Posting.article_id.in_(seen), Posting.at > first, into != out
        )
    )
    moves: dict[int, list[tuple[datetime, int]]] = {}
    for article_id, at, quantity, came in rows:
        if article_id is not None:
            moves.setdefault(article_id, []).append((at, quantity if came else -quantity))
    return moves

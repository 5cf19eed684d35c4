"""Which moves a person may take back from the pages of stock."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.errors import Conflict
from atelier.stock.models import Place, PlaceKind, Posting
from atelier.words import N_

#: Of these the ledger is not all that was written: a loan, a transfer, a donation goes with it.
_ELSEWHERE = frozenset(
    {
        PlaceKind.TRANSIT,
        PlaceKind.LENT,
        PlaceKind.INSTALLED,
        PlaceKind.GIVEN,
        PlaceKind.MERGED,
        PlaceKind.GONE,
    }
)


def correctable(
    session: Session, moves: Collection[Posting], places: Mapping[int, Place]
) -> set[int]:
    """The numbers of those that can be taken back, in two queries; ``places``: their ends."""
    undone = _undone(session, moves)
    newest = _newest(session, moves)
    return {
        move.id
        for move in moves
        if move.id not in undone
        and (move.device_id is None or move.id in newest)
        and _is_of_stock(move, places[move.from_place_id], places[move.to_place_id])
    }


def refuse(session: Session, posting: Posting) -> None:
    """Raises Conflict for a move that is taken back elsewhere, or not at all."""
    ends = {
        key: session.get_one(Place, key) for key in (posting.from_place_id, posting.to_place_id)
    }
    if posting.id not in correctable(session, [posting], ends):
        raise Conflict(
            N_(
                "Deze verplaatsing kan hier niet terug: ze hoort bij een uitlening, een zending of"
                " een schenking, of er is daarna nog iets gebeurd."
            )
        )


def _is_of_stock(move: Posting, origin: Place, to: Place) -> bool:
    if move.corrects_id is not None or {origin.kind, to.kind} & _ELSEWHERE:
        return False
    # How a device came in stands with its donation as well; pieces have none.
    return move.device_id is None or PlaceKind.DONOR not in {origin.kind, to.kind}


def _undone(session: Session, moves: Collection[Posting]) -> set[int | None]:
    wanted = sa.select(Posting.corrects_id).where(
        Posting.corrects_id.in_([move.id for move in moves])
    )
    return set(session.scalars(wanted))


def _newest(session: Session, moves: Collection[Posting]) -> set[int]:
    """Of the devices among these, the last move of each."""
    devices = {move.device_id for move in moves if move.device_id}
    wanted = (
        sa.select(sa.func.max(Posting.id))
        .where(Posting.device_id.in_(devices))
        .group_by(Posting.device_id)
    )
    return set(session.scalars(wanted))

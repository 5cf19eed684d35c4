"""Transfers one below the other, newest first, each with how much of it there is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from atelier.errors import NotFound
from atelier.paging import Page, cut
from atelier.stock.models import Place, Transfer, TransferLine
from atelier.stock.transfers.standing import State, state_of
from atelier.words import N_

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``things``: devices and articles together; ``unsettled``: lines that somebody waits for."""

    transfer: Transfer
    origin: Place
    to: Place
    things: int
    arrived: int
    unsettled: int

    @property
    def state(self) -> State:
        return state_of(self.transfer)


def page(
    session: Session,
    organisation_id: int,
    place_ids: Collection[int] | None = None,
    *,
    only_open: bool = False,
    after: int | None = None,
    size: int = PAGE_SIZE,
) -> Page[Row]:
    """Those from or to ``place_ids``; None: all of the workshop ``organisation_id``.

    ``only_open``: those that somebody still has to do something with.
    """
    wanted = sa.select(Transfer).where(Transfer.organisation_id == organisation_id)
    if place_ids is not None:
        from_or_to = (Transfer.from_place_id, Transfer.to_place_id)
        wanted = wanted.where(sa.or_(*(one.in_(place_ids) for one in from_or_to)))
    if only_open:
        wanted = wanted.where(sa.or_(Transfer.closed_at.is_(None), _has_unsettled()))
    if after is not None:
        wanted = wanted.where(Transfer.id < after)
    found = session.scalars(wanted.order_by(Transfer.id.desc()).limit(size + 1)).all()
    return cut(_rows(session, found), [transfer.id for transfer in found], size)


def get(session: Session, organisation_id: int, transfer_id: int) -> Row:
    """Raises NotFound for a transfer of another workshop."""
    transfer = session.get(Transfer, transfer_id)
    if transfer is None or transfer.organisation_id != organisation_id:
        raise NotFound(N_("Deze zending kennen we niet. Kies ze in de lijst."))
    return _rows(session, [transfer])[0]


def how_many_incomplete(session: Session, organisation_id: int) -> int:
    """Received, and of something that did not come nobody said yet where it went."""
    return session.scalars(
        sa.select(sa.func.count())
        .select_from(Transfer)
        .where(
            Transfer.organisation_id == organisation_id,
            Transfer.closed_at.is_not(None),
            _has_unsettled(),
        )
    ).one()


def _has_unsettled() -> sa.Exists:
    """Closed ones of which nobody said yet where the missing went."""
    missing = sa.select(TransferLine.id).where(
        TransferLine.transfer_id == Transfer.id, TransferLine.settled_at.is_(None)
    )
    return missing.exists()


def _rows(session: Session, found: Sequence[Transfer]) -> list[Row]:
    origin, to = aliased(Place), aliased(Place)
    numbers = [transfer.id for transfer in found]
    ends = session.execute(
        sa.select(Transfer.id, origin, to)
        .join(origin, origin.id == Transfer.from_place_id)
        .join(to, to.id == Transfer.to_place_id)
        .where(Transfer.id.in_(numbers))
    )
    places = {number: (one, other) for number, one, other in ends}
    unsettled = sa.case((TransferLine.settled_at.is_(None), 1), else_=0)
    counts = session.execute(
        sa.select(
            TransferLine.transfer_id,
            sa.func.sum(TransferLine.quantity),
            sa.func.sum(TransferLine.arrived),
            sa.func.sum(unsettled),
        )
        .where(TransferLine.transfer_id.in_(numbers))
        .group_by(TransferLine.transfer_id)
    )
    sums = {number: tuple(map(int, told)) for number, *told in counts}
    return [_row(transfer, places[transfer.id], sums.get(transfer.id)) for transfer in found]


def _row(transfer: Transfer, ends: tuple[Place, Place], sums: tuple[int, ...] | None) -> Row:
    things, arrived, unsettled = sums or (0, 0, 0)
    return Row(
        transfer=transfer,
        origin=ends[0],
        to=ends[1],
        things=things,
        arrived=arrived,
        unsettled=unsettled,
    )

"""A long past for devices that are there: moves to and fro, packing slips, promises kept.

Each move is in the ledger and in the history of its device, as the real verbs write it. All ends
where it stood, so that what follows from the facts stays the same.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from atelier.db import Base
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device, Event
from atelier.lending.models import Reservation, ReservedUnit
from atelier.stock.models import Hold, Holding, Place, PlaceKind, Posting, Transfer, TransferLine
from tests.benchmarks.filling import tidy

_PHYSICAL = [kind.value for kind in PlaceKind if kind.physical]
#: Devices on one packing slip of long ago.
_A_TRANSFER = 50
#: Higher than any number of the demo and its copies.
_OLD = 100_000_000


def lengthen(connection: Connection, moves: int) -> int:
    """So many moves, about; how many there are then."""
    there = _count(connection, Posting)
    standing = connection.scalars(
        sa.select(sa.func.count()).select_from(_standing().subquery())
    ).one()
    for turn in range(round(max(0, moves - there) / (2 * standing))):
        _go_and_come_back(connection, turn)
    _send_and_collect(connection)
    tidy(connection)
    return _count(connection, Posting)


def _count(connection: Connection, model: type[Base]) -> int:
    return connection.scalars(sa.select(sa.func.count()).select_from(model)).one()


def _standing() -> sa.Select[int, int]:
    """Devices that lie somewhere, and where."""
    return (
        sa.select(Holding.device_id, Holding.place_id)
        .join(Place, Place.id == Holding.place_id)
        .where(Place.kind.in_(_PHYSICAL))
    )


def _go_and_come_back(connection: Connection, turn: int) -> None:
    places = connection.execute(
        sa.select(Place.id, Place.name)
        .where(Place.id.in_(sa.select(_standing().subquery().c.place_id)))
        .order_by(Place.id)
    ).all()
    for here, other in zip(places, [*places[1:], places[0]], strict=True):
        for way, (origin, goal) in (("out", (here, other)), ("back", (other, here))):
            _post(connection, f"{turn}-{way}-", here, origin, goal)


def _post(
    connection: Connection, mark: str, here: sa.Row[int, str], *ends: sa.Row[int, str]
) -> None:
    """All that stand ``here``, from one end to the other: the posting, and the fact."""
    origin, goal = ends
    standing = sa.join(Holding, Device, Device.id == Holding.device_id)
    whose = Holding.place_id == here.id
    client_id = sa.literal(mark) + sa.cast(Holding.device_id, sa.Text)
    _insert(
        connection,
        Posting,
        sa.select(
            Device.organisation_id,
            client_id.label("client_id"),
            Holding.device_id,
            sa.literal(1).label("quantity"),
            sa.literal(origin.id).label("from_place_id"),
            sa.literal(goal.id).label("to_place_id"),
            sa.literal("moved").label("reason"),
            Holding.since.label("at"),
        )
        .select_from(standing)
        .where(whose),
    )
    data = {"place_kind": facts.PHYSICAL, "place_id": goal.id, "place": goal.name}
    _insert(
        connection,
        Event,
        sa.select(
            Device.organisation_id,
            Holding.device_id,
            sa.literal(facts.PLACED).label("kind"),
            Holding.since.label("at"),
            Holding.since.label("recorded_at"),
            sa.literal(data, Event.data.type).label("data"),
        )
        .select_from(standing)
        .where(whose),
    )


def _send_and_collect(connection: Connection) -> None:
    """Each was on a packing slip once, promised to a desk, and collected there."""
    workshop_id = connection.scalars(sa.select(sa.func.min(Device.organisation_id))).one()
    desk_id, origin_id = (
        connection.scalars(
            sa.select(sa.func.min(Place.id)).where(
                Place.kind == kind, Place.organisation_id == workshop_id
            )
        ).one()
        for kind in (PlaceKind.DESK, PlaceKind.RACK)
    )
    row = sa.func.row_number().over(order_by=Holding.device_id) + _OLD
    rows = sa.select(Holding.device_id, Holding.since, row.label("row")).subquery()
    _send(connection, rows, (origin_id, desk_id), workshop_id)
    _collect(connection, rows, desk_id, workshop_id)


def _send(
    connection: Connection, rows: sa.Subquery, ends: Sequence[int], organisation_id: int
) -> None:
    slip = sa.cast(rows.c.row / _A_TRANSFER, sa.Integer)
    closed = sa.func.max(rows.c.since)
    _insert(
        connection,
        Transfer,
        sa.select(
            slip.label("id"),
            sa.literal(organisation_id).label("organisation_id"),
            (sa.literal("slip-") + sa.cast(slip, sa.Text)).label("client_id"),
            slip.label("number"),
            sa.literal(ends[0]).label("from_place_id"),
            sa.literal(ends[1]).label("to_place_id"),
            sa.literal("").label("note"),
            closed.label("opened_at"),
            closed.label("sent_at"),
            closed.label("closed_at"),
        ).group_by(slip),
    )
    _insert(
        connection,
        TransferLine,
        sa.select(
            rows.c.row.label("id"),
            slip.label("transfer_id"),
            rows.c.device_id,
            sa.literal(1).label("quantity"),
            sa.literal(1).label("arrived"),
            rows.c.since.label("settled_at"),
        ),
    )


def _collect(connection: Connection, rows: sa.Subquery, desk_id: int, organisation_id: int) -> None:
    name = sa.cast(rows.c.row, sa.Text)
    whose = sa.literal(organisation_id)
    is_sqlite = connection.dialect.name == "sqlite"
    day = sa.func.date(rows.c.since) if is_sqlite else sa.cast(rows.c.since, sa.Date)
    done = (rows.c.since.label("resolved_at"), sa.literal("collected").label("resolution"))
    _insert(
        connection,
        Hold,
        sa.select(
            rows.c.row.label("id"),
            whose.label("organisation_id"),
            (sa.literal("kept-") + name).label("client_id"),
            rows.c.device_id,
            sa.literal(desk_id).label("place_id"),
            rows.c.since.label("made_at"),
            *done,
        ),
    )
    _insert(
        connection,
        Reservation,
        sa.select(
            rows.c.row.label("id"),
            whose.label("organisation_id"),
            whose.label("workshop_id"),
            (sa.literal("asked-") + name).label("client_id"),
            sa.literal(desk_id).label("place_id"),
            sa.literal(1).label("quantity"),
            day.label("wanted_by"),
            sa.literal("laptop").label("kind"),
            sa.literal("").label("reference"),
            rows.c.since.label("made_at"),
        ),
    )
    _insert(
        connection,
        ReservedUnit,
        sa.select(
            rows.c.row.label("id"),
            rows.c.row.label("reservation_id"),
            sa.literal(1).label("number"),
            rows.c.row.label("hold_id"),
            *done,
        ),
    )


def _insert(
    connection: Connection, model: type[Base], rows: sa.Select[*tuple[object, ...]]
) -> None:
    into = [column.name for column in rows.selected_columns]
    connection.execute(sa.insert(model).from_select(into, rows, include_defaults=False))

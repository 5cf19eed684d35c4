"""Many devices, quickly: the demo's, made by the real verbs, copied by the database itself.

Copy ``k`` of a row moves its numbers up by ``k`` strides, so that all that belongs together stays
together; what must be unique gets ``k`` into it.
"""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from atelier.devices.models import Device, DeviceIdentifier, Event, Photo, Tag
from atelier.lending.models import Borrower, Instalment, Loan, Reservation, ReservedUnit
from atelier.stock.models import Hold, Holding, Posting, Transfer, TransferLine
from atelier.workshop.diagnosis.models import StoredReport
from atelier.workshop.intake.models import IntakeScan
from labels import tags as numbers

#: Room for the rows of one copy; the demo has a few thousand.
_STRIDE = 10_000
#: Copies of tags are numbered two hundred a copy, which is more than the demo has, from a start
#: where the demo has none.
_STARTS = range(20_000_000, 90_000_000, 100_000)
_TAGS_A_COPY = 200

Number = ColumnElement[int]
Change = Callable[[Any, Number], ColumnElement[Any]]


def multiply(connection: Connection, devices: int) -> None:
    """Copies the demo until there are about ``devices`` rows of devices."""
    there = connection.scalars(sa.select(sa.func.count()).select_from(Device)).one()
    copies = max(0, round(devices / there) - 1)
    if copies:
        copy = _numbers(connection, copies)
        _number_tags(connection, _free_start(connection, copies))
        for model, changes in _CHANGES.items():
            _copy(connection, model.__table__, changes, copy)
        connection.execute(sa.text("DROP TABLE bench_tag"))
    tidy(connection)


def _shift(column: Any, copy: Number) -> ColumnElement[Any]:
    return column + copy * _STRIDE


def _mark(column: Any, copy: Number) -> ColumnElement[Any]:
    """The text with the number of the copy behind it."""
    return sa.cast(column, sa.Text) + "-" + sa.cast(copy, sa.Text)


def _renumber(column: Any, copy: Number) -> ColumnElement[Any]:
    """A UUID whose first eight digits are the number of the copy."""
    text = sa.cast(copy, sa.Text)
    zeros = sa.literal("00000000", sa.Text)
    padded = sa.func.substr(zeros + text, sa.func.length(text) + 1, 8, type_=sa.Text)
    return padded + sa.func.substr(column, 9, type_=sa.Text)


def _nothing(_column: Any, _copy: Number) -> ColumnElement[Any]:
    return sa.null()


def _tag(column: Any, copy: Number) -> ColumnElement[Any]:
    """Another valid number for each copy of a tag."""
    ordinal = sa.select(_TAG.c.ordinal).where(_TAG.c.number == column).scalar_subquery()
    payload = copy * _TAGS_A_COPY + ordinal
    rest = payload % numbers.MODULUS
    check = sa.case((rest == 0, numbers.MODULUS), else_=rest)
    whole = sa.cast(sa.cast(payload, sa.BigInteger) * 100 + check, sa.String(10))
    return sa.case((column.is_(None), sa.null()), else_=whole)


_ALL_TAGS = sa.select(Tag.number)
_TAG = sa.table("bench_tag", sa.column("number", sa.String), sa.column("ordinal", sa.Integer))

#: In this order, for each refers to those before it.
_CHANGES: Mapping[Any, Mapping[str, Change]] = {
    Device: {"id": _shift, "tag": _tag, "merged_into_id": _shift, "photo_id": _shift},
    DeviceIdentifier: {"id": _shift, "device_id": _shift, "value": _mark},
    Event: {"id": _shift, "device_id": _shift, "client_id": _nothing},
    Tag: {"number": _tag, "device_id": _shift},
    Posting: {"id": _shift, "device_id": _shift, "client_id": _renumber},
    Holding: {"device_id": _shift},
    StoredReport: {"id": _renumber, "device_id": _shift},
    IntakeScan: {"client_id": _renumber, "device_id": _shift},
    Photo: {"id": _shift, "device_id": _shift},
    Borrower: {"id": _shift, "client_id": _renumber, "reference": _mark},
    Loan: {
        "id": _shift,
        "client_id": _renumber,
        "number": _shift,
        "borrower_id": _shift,
        "device_id": _shift,
        "replaces_id": _shift,
    },
    Instalment: {"id": _shift, "loan_id": _shift},
}


#: Tables whose keys the database counts.
_COUNTED = (
    *(Device, DeviceIdentifier, Event, Photo),
    *(Posting, Hold, Transfer, TransferLine),
    *(Borrower, Loan, Instalment, Reservation, ReservedUnit),
)


def _numbers(connection: Connection, copies: int) -> Number:
    """1 to ``copies``, as a column to join with."""
    counting = sa.select(sa.literal(1).label("copy")).cte("copies", recursive=True)
    counting = counting.union_all(sa.select(counting.c.copy + 1).where(counting.c.copy < copies))
    return counting.c.copy


def _free_start(connection: Connection, copies: int) -> int:
    """Where as many numbers as the copies need stand free of the demo's own, which are random."""
    payloads = [int(number[: numbers.PAYLOAD_DIGITS]) for number in connection.scalars(_ALL_TAGS)]
    room = (copies + 1) * _TAGS_A_COPY
    return next(
        start
        for start in _STARTS
        if not any(start <= payload <= start + room for payload in payloads)
    )


def _number_tags(connection: Connection, start: int) -> None:
    """``ordinal``: each tag of the demo in order, counted from ``start`` on."""
    connection.execute(
        sa.text("CREATE TABLE bench_tag (number VARCHAR(10) PRIMARY KEY, ordinal INTEGER)")
    )
    ordinal = start + sa.func.row_number().over(order_by=Tag.number)
    connection.execute(
        _TAG.insert().from_select(["number", "ordinal"], sa.select(Tag.number, ordinal))
    )


def _copy(
    connection: Connection, table: sa.Table, changes: Mapping[str, Change], copy: Number
) -> None:
    columns = [
        changes[column.name](column, copy).label(column.name) if column.name in changes else column
        for column in table.columns
    ]
    rows = sa.select(*columns).select_from(sa.join(table, copy.table, sa.true()))  # type: ignore[attr-defined]
    names = [column.name for column in table.columns]
    connection.execute(table.insert().from_select(names, rows, include_defaults=False))


def tidy(connection: Connection) -> None:
    """What a database does by itself in time: statistics; and its counters behind the copies."""
    if connection.dialect.name == "postgresql":
        for model in _COUNTED:
            name = model.__tablename__
            connection.execute(
                sa.text(
                    f"SELECT setval('{name}_id_seq', (SELECT coalesce(max(id), 1) FROM {name}))"
                )
            )
    connection.execute(sa.text("ANALYZE"))

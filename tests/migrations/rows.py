"""Rows of tables as an earlier revision has them: the models of today do not fit there."""

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

AT = datetime(2026, 3, 1, tzinfo=UTC)
_PLAIN = {sa.Integer: 1, sa.Boolean: True, sa.DateTime: AT, sa.Date: date(2026, 3, 1)}


def put(connection: Connection, of: str, /, **values: Any) -> None:
    """One row in the table ``of``; what it needs beside ``values`` is filled in with anything."""
    table = sa.Table(of, sa.MetaData(), autoload_with=connection)
    needed = {
        column.name: _something(column.type)
        for column in table.columns
        if not column.nullable and column.name not in values and column.server_default is None
    }
    connection.execute(table.insert().values({**needed, **values}))


def _something(kind: Any) -> Any:
    return next((value for of, value in _PLAIN.items() if isinstance(kind, of)), "x")

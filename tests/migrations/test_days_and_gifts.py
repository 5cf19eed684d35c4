"""Transfers and desks that were there keep all they had when days and gifts come, and go again."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.engine import Connection

from atelier.db import prepare
from atelier.upgrading import alembic_config

AT = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = sa.create_engine(database_url)
    prepare(engine)
    with engine.connect() as connected:
        yield connected
    engine.dispose()


def to(connection: Connection, revision: str, up: bool) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    (command.upgrade if up else command.downgrade)(config, revision)
    connection.commit()


def put(connection: Connection, of: str, /, **values: Any) -> None:
    table = sa.Table(of, sa.MetaData(), autoload_with=connection)
    needed = {
        column.name: _something(column.type)
        for column in table.columns
        if not column.nullable and column.name not in values and column.server_default is None
    }
    connection.execute(table.insert().values({**needed, **values}))


def _something(kind: Any) -> Any:
    plain = {sa.Integer: 1, sa.Boolean: True, sa.DateTime: AT}
    return next((value for of, value in plain.items() if isinstance(kind, of)), "x")


def test_nothing_is_lost_on_the_way(connection: Connection) -> None:
    to(connection, "0023", up=False)
    put(connection, "organisation", id=1, name="Proef")
    for number, kind in ((1, "shelf"), (2, "desk")):
        put(connection, "place", id=number, organisation_id=1, kind=kind, name=f"Plaats {number}")
    put(connection, "desk", place_id=2, address="Teststraat 1")
    put(connection, "transfer", id=1, number=7, from_place_id=1, to_place_id=2, note="Blijft")
    connection.commit()
    for revision, up in (("0025", True), ("0023", False), ("0025", True)):
        to(connection, revision, up)
    kept = connection.execute(sa.text("SELECT number, note, planned_on FROM transfer")).one()
    assert tuple(kept) == (7, "Blijft", None)
    desk = connection.execute(sa.text("SELECT address, delivery_day FROM desk")).one()
    assert tuple(desk) == ("Teststraat 1", None)
    assert connection.scalar(sa.text("SELECT count(*) FROM gift")) == 0

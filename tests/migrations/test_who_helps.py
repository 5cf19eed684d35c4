"""Who helps a borrower further moves from the visit to the loan, and back: nothing is lost."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
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


def put(connection: Connection, of: str, /, **values: Any) -> None:
    table = sa.Table(of, sa.MetaData(), autoload_with=connection)
    needed = {
        column.name: _something(column.type)
        for column in table.columns
        if not column.nullable and column.name not in values and column.server_default is None
    }
    connection.execute(table.insert().values({**needed, **values}))


def _something(kind: Any) -> Any:
    plain = {sa.Integer: 1, sa.Boolean: True, sa.DateTime: AT, sa.Date: date(2026, 3, 1)}
    return next((value for of, value in plain.items() if isinstance(kind, of)), "x")


def test_it_moves_along(connection: Connection) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.downgrade(config, "0022")
    put(connection, "organisation", id=1)
    for number in (1, 2):
        put(connection, "place", id=number, organisation_id=1, kind="desk", name=str(number))
        put(connection, "device", id=number, organisation_id=1)
    put(connection, "borrower", id=1)
    for number in (1, 2):
        put(connection, "loan", id=number, number=number, client_id=str(number), device_id=number)
    for number, helper in ((1, 1), (2, 2), (3, None)):
        visit = {"id": number, "client_id": str(number), "loan_id": 1}
        put(connection, "visit", helped_at_id=helper, done_how=None, **visit)
    connection.commit()
    command.upgrade(config, "0023")
    helped = sa.text("SELECT id, helped_at_id FROM loan ORDER BY id")
    assert connection.execute(helped).all() == [(1, 2), (2, None)]
    assert connection.scalar(sa.text("SELECT count(*) FROM visit")) == 3
    connection.commit()
    command.downgrade(config, "0022")
    assert connection.scalars(sa.text("SELECT helped_at_id FROM visit")).all() == [2, 2, 2]

"""What each poll asks of the database is answered by an index, however many orders there were."""

import re
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench import orders, present, service, sweeping
from atelier.bench.models import Order
from atelier.db import db
from atelier.people.actor import SYSTEM
from tests.atelier.bench.conftest import Issue, OnBench, PutOn

MANY = 3000
PARTIAL = {"ix_bench_order_open", "uq_bench_order_disk"}
#: Every row of the table, in the words of PostgreSQL and of SQLite.
SCAN = re.compile(r"Seq Scan on bench_order|SCAN bench_order(?! USING)")


@pytest.fixture
def machine(session: Session, put_on: PutOn, issue: Issue) -> OnBench:
    """After a year of work at the bench."""
    made = put_on(1)
    order = issue(made)
    orders.stop(session, order.organisation_id, order.id, by=SYSTEM)
    columns = {key: getattr(order, key) for key in sa.inspect(Order).columns.keys()}  # noqa: SIM118
    rows = [{**columns, "id": str(uuid.uuid4())} for _ in range(MANY)]
    session.execute(sa.insert(Order), rows)
    session.commit()
    session.execute(sa.text("ANALYZE"))
    session.commit()
    return made


def plans(session: Session, act: Any) -> str:
    """How the database reads for each statement of ``act``, put together."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        asked.append((statement, values))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    how = "EXPLAIN " if db.engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    connection = session.connection().connection.driver_connection
    assert connection is not None
    told = []
    for statement, values in asked:
        if "bench_order" in statement and not statement.startswith("INSERT"):
            cursor = connection.cursor()
            cursor.execute(how + statement, values)
            told += [" ".join(map(str, row)) for row in cursor.fetchall()]
    return "\n".join(told)


def test_the_open_orders_of_all(session: Session, machine: OnBench, issue: Issue) -> None:
    issue(machine)
    organisation_id = machine.station.organisation_id
    for act in (
        lambda: sweeping.sweep(session, organisation_id),
        lambda: service.connected(session, organisation_id),
    ):
        plan = plans(session, act)
        assert PARTIAL & set(re.findall(r"\w+", plan)), plan
        assert not SCAN.search(plan), plan


def test_the_orders_of_one_device(session: Session, machine: OnBench, put_on: PutOn) -> None:
    other = put_on(2)
    plan = plans(session, lambda: orders.open_of(session, other.device))
    assert "bench_order" in plan
    assert not SCAN.search(plan), plan
    assert present.here(session, other.device)

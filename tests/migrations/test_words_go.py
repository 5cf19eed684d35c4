"""What was written in words of who was forgotten before: it goes, and of nobody else."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import command
from sqlalchemy.engine import Connection

from atelier.upgrading import alembic_config
from tests.migrations.rows import put

AT = datetime(2026, 3, 1, tzinfo=UTC)


def test_they_go_with_the_name(connection: Connection) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.downgrade(config, "0027")
    put(connection, "organisation", id=1)
    put(connection, "place", id=1, organisation_id=1, kind="desk", name="1")
    for number, forgotten_at in ((1, AT), (2, None)):
        named = {"id": number, "client_id": str(number)}
        put(connection, "device", id=number, organisation_id=1)
        put(connection, "borrower", reference=str(number), forgotten_at=forgotten_at, **named)
        of_one = {"number": number, "borrower_id": number, "device_id": number, **named}
        put(connection, "loan", state_note="Proef", **of_one)
        put(connection, "gift", note="Proef", **of_one)
        closed = {"done_at": AT, "done_how": "done"} if forgotten_at else {}
        put(connection, "visit", loan_id=number, moment="bel Proef", **closed, **named)
    connection.commit()
    command.upgrade(config, "0028")
    for column in ("loan.state_note", "gift.note", "visit.moment"):
        table = column.partition(".")[0]
        kept = connection.scalars(sa.text(f"SELECT {column} FROM {table} ORDER BY id")).all()
        assert [bool(words) for words in kept] == [False, True], column

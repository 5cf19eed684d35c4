"""Transfers and desks that were there keep all they had when days and gifts come, and go again."""

import sqlalchemy as sa
from alembic import command
from sqlalchemy.engine import Connection

from atelier.upgrading import alembic_config
from tests.migrations.rows import put


def to(connection: Connection, revision: str, up: bool) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    (command.upgrade if up else command.downgrade)(config, revision)
    connection.commit()


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

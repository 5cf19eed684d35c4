"""Who helps a borrower further moves from the visit to the loan, and back: nothing is lost."""

import sqlalchemy as sa
from alembic import command
from sqlalchemy.engine import Connection

from atelier.upgrading import alembic_config
from tests.migrations.rows import put


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

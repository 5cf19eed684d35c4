"""Articles and their places keep all they had when repairs and parts come, and go again."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tests.migrations.rows import put
from tests.migrations.test_days_and_gifts import to


def accounts(connection: Connection) -> list[tuple[int, str]]:
    told = "SELECT organisation_id, name FROM place WHERE kind = 'installed' ORDER BY id"
    return [(number, name) for number, name in connection.execute(sa.text(told))]


def test_every_organisation_gets_the_account_of_what_is_built_in(connection: Connection) -> None:
    to(connection, "0032", up=False)
    for number in (1, 2):
        put(connection, "organisation", id=number, name=f"Proef {number}")
    put(connection, "place", organisation_id=2, kind="shelf", name="Ingebouwd")
    put(connection, "article", id=1, organisation_id=1, kind="memory", name="Geheugen 8 GB")
    connection.commit()
    for revision, up in (("0033", True), ("0032", False), ("0033", True)):
        to(connection, revision, up)
        expected = [(1, "Ingebouwd"), (2, "Ingebouwd (rekening)")] if up else []
        assert accounts(connection) == expected
    told = "SELECT name, minimum, fits, spec, value_cents FROM article"
    assert tuple(connection.execute(sa.text(told)).one()) == ("Geheugen 8 GB", None, "", "", None)
    assert connection.scalar(sa.text("SELECT count(*) FROM place WHERE kind = 'shelf'")) == 1

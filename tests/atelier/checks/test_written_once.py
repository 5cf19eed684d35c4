"""``atelier check`` sees a table that no longer refuses changes, on both databases."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.checks import written_once

_ENDS = "_refuses_update"


def test_each_table_that_the_migrations_closed_is_watched(session: Session) -> None:
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    names = session.scalars(
        sa.text(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if on_sqlite
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
    )
    closed = {name.removesuffix(_ENDS) for name in names if name.endswith(_ENDS)}
    assert closed == written_once.TABLES
    assert list(written_once.changes_are_refused(session)) == []


@pytest.mark.parametrize("table", ["event", "posting", "lending_event"])
def test_a_table_that_was_opened(session: Session, table: str) -> None:
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sa.text(f"DROP TRIGGER {table}_refuses_delete"))
    else:
        session.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER {table}_refuses_delete"))
    (found,) = written_once.changes_are_refused(session)
    assert str(found) == f"table {table}: no longer refuses to delete"

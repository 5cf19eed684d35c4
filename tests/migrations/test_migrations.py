"""The migrations: one line, up and down and up again, and in the end the models, on both."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from atelier.models import Base
from atelier.upgrading import alembic_config


@pytest.fixture
def config(connection: Connection) -> Config:
    made = alembic_config()
    made.attributes["connection"] = connection
    return made


def test_there_is_one_line_numbered_from_the_first() -> None:
    scripts = ScriptDirectory.from_config(alembic_config())
    revisions = [script.revision for script in scripts.walk_revisions()]
    assert len(scripts.get_heads()) == 1
    assert revisions[::-1] == [f"{number:04}" for number in range(1, len(revisions) + 1)]


def test_each_file_is_named_by_its_number_and_what_it_does() -> None:
    scripts = ScriptDirectory.from_config(alembic_config())
    for script in scripts.walk_revisions():
        assert re.fullmatch(rf"{script.revision}_[a-z0-9_]+\.py", Path(script.path).name)
        assert script.doc


def test_the_newest_form_is_what_the_models_say(connection: Connection) -> None:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    assert compare_metadata(context, Base.metadata) == []


def test_a_model_without_a_migration_is_seen(connection: Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE place ADD COLUMN stray INTEGER")
    context = MigrationContext.configure(connection)
    found = compare_metadata(context, Base.metadata)
    assert ("remove_column", "stray") in {(c[0], c[3].name) for c in found if len(c) > 3}


def test_down_to_nothing_and_up_again_changes_nothing(
    connection: Connection, config: Config
) -> None:
    before = schema(connection)
    assert len(before) > 10
    command.downgrade(config, "base")
    assert set(schema(connection)) == {"alembic_version"}
    command.upgrade(config, "head")
    assert schema(connection) == before


def test_each_step_down_and_up_gives_the_same_form(connection: Connection, config: Config) -> None:
    revisions = [s.revision for s in ScriptDirectory.from_config(config).walk_revisions()]
    command.downgrade(config, "base")
    for revision in revisions[::-1]:
        command.upgrade(config, revision)
        form = schema(connection)
        command.downgrade(config, "-1")
        command.upgrade(config, revision)
        assert schema(connection) == form


def schema(connection: Connection) -> dict[str, object]:
    """All that a table is: columns, keys, indexes, checks; and the triggers."""
    inspector = sa.inspect(connection)
    return {
        table: (
            sorted(
                str((c["name"], repr(c["type"]), c["nullable"]))
                for c in inspector.get_columns(table)
            ),
            sorted(str(_plain(i)) for i in inspector.get_indexes(table)),
            sorted(str(f) for f in inspector.get_foreign_keys(table)),
            sorted(str(u) for u in inspector.get_unique_constraints(table)),
            sorted(str(c) for c in inspector.get_check_constraints(table)),
            triggers(connection, table),
        )
        for table in inspector.get_table_names()
    }


def _plain(index: Mapping[str, object]) -> dict[str, object]:
    """With the condition of a partial index as text: two clauses are never equal."""
    options = index.get("dialect_options")
    told = options if isinstance(options, Mapping) else {}
    return {**index, "dialect_options": {name: str(value) for name, value in told.items()}}


def triggers(connection: Connection, table: str) -> list[str]:
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
    else:
        query = (
            "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(:table) AND NOT tgisinternal"
        )
    return sorted(connection.scalars(sa.text(query), {"table": table}))

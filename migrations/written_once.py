"""Tables whose rows are written once: the database itself refuses to change them.

Released migrations call this: what it writes stays as it is, to the letter. Another form takes
another function.
"""

from alembic import op

_ACTIONS = ("update", "delete")


def make_function(refusal: str) -> None:
    """What the triggers of PostgreSQL call, with its one sentence; SQLite's say each their own."""
    if _is_postgresql():
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{refusal}'; END $$"
        )


def drop_function() -> None:
    if _is_postgresql():
        op.execute("DROP FUNCTION refuse_change()")


def refuse_change(tables: tuple[str, ...], refusal: str) -> None:
    """From now on. ``refusal``: what whoever tries is told. A table takes its triggers along when
    it is dropped.
    """
    postgresql = _is_postgresql()
    for table in tables:
        for action in _ACTIONS:
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{action} BEFORE {action.upper()} ON {table} "
                + (
                    "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
                    if postgresql
                    else f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
                )
            )
        if postgresql:
            op.execute(
                f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )


def allow_change(tables: tuple[str, ...]) -> None:
    """The way back, where the table stays."""
    postgresql = _is_postgresql()
    for table in tables:
        on_table = f" ON {table}" if postgresql else ""
        for action in _ACTIONS:
            op.execute(f"DROP TRIGGER {table}_refuses_{action}{on_table}")
        if postgresql:
            op.execute(f"DROP TRIGGER {table}_refuses_truncate ON {table}")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"

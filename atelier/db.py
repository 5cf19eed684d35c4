"""The database: one base class, types and rules that hold on SQLite and PostgreSQL alike."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, Session

#: Set to False around work that only reads: SQLite then takes no write lock for it.
writing: ContextVar[bool] = ContextVar("writing", default=True)
_ago: ContextVar[timedelta] = ContextVar("ago", default=timedelta())

db = SQLAlchemy(session_options={"autoflush": True})


class Moment(sa.TypeDecorator[datetime]):
    """A moment with its time zone. SQLite has no such type: there it is kept as UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


#: JSON that PostgreSQL can index.
Document = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)


class Base(DeclarativeBase):
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: Moment,
        dict[str, Any]: Document,
        list[str]: Document,
    }


def now() -> datetime:
    return datetime.now(UTC) - _ago.get()


def today() -> date:
    """Where the server stands."""
    return now().astimezone().date()


@contextmanager
def some_time_ago(ago: timedelta) -> Iterator[None]:
    """Makes it ``ago`` earlier: so the demo's devices have a past. Nothing else uses it."""
    token = _ago.set(ago)
    try:
        yield
    finally:
        _ago.reset(token)


@contextmanager
def reading() -> Iterator[None]:
    """Work that only reads, so that on SQLite it waits for no writer."""
    token = writing.set(False)
    try:
        yield
    finally:
        writing.reset(token)


def lock(session: Session, key: int) -> None:
    """Holds everyone else who asks for ``key`` (64 bits) until this transaction ends.

    On SQLite a writing transaction already holds the whole database.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def try_lock(session: Session, key: int) -> bool:
    """As ``lock``, without waiting: whether it is held now."""
    if session.get_bind().dialect.name == "postgresql":
        return bool(session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(key))))
    return True


def key_of(*words: str) -> int:
    """A key for ``lock`` from words that say what is held."""
    digest = hashlib.sha256("\0".join(words).encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def prepare(engine: Engine) -> None:
    """Makes SQLite keep the promises that PostgreSQL keeps by itself."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def _configure_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transaction handling is off: it begins too late and never IMMEDIATE.
    # https://docs.sqlalchemy.org/en/21/dialects/sqlite.html (serializable isolation)
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "busy_timeout=20000",
        "cache_size=-20000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")

"""/healthz: whether the application can do its work now, for whoever watches it."""

import os
import shutil
from functools import cache
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
import structlog
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from atelier.db import db, reading
from atelier.edge import settings
from atelier.people.guard import public
from atelier.settings import Settings
from atelier.upgrading import alembic_config

health = Blueprint("health", __name__)
log = structlog.get_logger()

Answer = Literal["ok", "unreachable", "not at head", "unknown", "full", "missing"]


@health.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """200 when all is well, 503 otherwise; says which part, and nothing that helps an attacker."""
    database, migrations = _database()
    parts = {"database": database, "migrations": migrations, "disk": _disk(settings())}
    well = all(answer == "ok" for answer in parts.values())
    return jsonify(status="ok" if well else "not well", **parts), 200 if well else 503


def _database() -> tuple[Answer, Answer]:
    """Whether the database answers, and whether its tables are those that this code expects."""
    try:
        with reading(), db.engine.connect() as connection:
            connection.execute(sa.select(1))
            there = set(MigrationContext.configure(connection).get_current_heads())
    except sa.exc.SQLAlchemyError as error:
        log.warning("database_unreachable", error=type(error).__name__)  # no address, no password
        return "unreachable", "unknown"
    return "ok", "ok" if there == _expected() else "not at head"


@cache
def _expected() -> frozenset[str]:
    """By Alembic's own settings: with them migrations find each other wherever this runs."""
    return frozenset(ScriptDirectory.from_config(alembic_config()).get_heads())


def _disk(chosen: Settings) -> Answer:
    answers = [_space(folder, chosen.health.disk_free_min_bytes) for folder in _folders(chosen)]
    return next((answer for answer in answers if answer != "ok"), "ok")


def _folders(chosen: Settings) -> list[Path]:
    """Where things are written: files, and the database where it is one file."""
    url = sa.make_url(chosen.database.url)
    beside = [Path(url.database).parent] if _is_file(url) and url.database else []
    return [chosen.files.folder, *beside]


def _is_file(url: sa.URL) -> bool:
    return url.get_backend_name() == "sqlite" and url.database != ":memory:"


def _space(folder: Path, least: int) -> Answer:
    existing = next((path for path in (folder, *folder.parents) if path.exists()), None)
    if existing is None or not os.access(existing, os.W_OK):
        return "missing"
    return "ok" if shutil.disk_usage(existing).free >= least else "full"

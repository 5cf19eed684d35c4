"""Brings the database to the newest form, by Alembic and by nothing else."""

from alembic import command
from alembic.config import Config

from atelier.db import db
from atelier.settings import ROOT


def alembic_config() -> Config:
    return Config(ROOT / "alembic.ini")


def migrate() -> None:
    """Runs all migrations on the application's database; nothing is lost."""
    config = alembic_config()
    with db.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()

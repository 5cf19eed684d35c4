"""``atelier tick``: what time does by itself."""

import click
from flask.cli import with_appcontext

from atelier import jobs
from atelier.db import db, now
from atelier.edge import settings


@click.command("tick")
@with_appcontext
def tick() -> None:
    """Promise, expire, remind and forget: to be run every few minutes by a timer."""
    done = jobs.run(db.session, settings(), now().date())
    click.echo(", ".join(f"{what}: {count}" for what, count in done.items()))

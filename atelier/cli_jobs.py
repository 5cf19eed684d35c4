"""``atelier tick``: what time does by itself."""

import click
from flask.cli import with_appcontext

from atelier import jobs
from atelier.db import db, today
from atelier.edge import settings


@click.command("tick")
@with_appcontext
def tick() -> None:
    """Promise, expire, remind and forget: to be run every few minutes by a timer."""
    done = jobs.run(db.session, settings(), today())
    click.echo(", ".join(f"{what}: {count}" for what, count in done.items()))
    if done[jobs.FAILED]:
        raise click.ClickException("Some of it went wrong; the log says what. The rest is done.")

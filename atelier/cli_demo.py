"""``atelier demo``: something to look at."""

import logging

import click
import structlog
from flask.cli import with_appcontext

from atelier.db import db
from atelier.demo import PASSWORD, PIN, SIGN_INS, badge_of, fill
from atelier.edge import settings
from atelier.people.roles import NAMES
from atelier.upgrading import migrate


@click.command("demo")
@with_appcontext
def demo() -> None:
    """Put made-up data in the database, once, and say how to sign in."""
    if not settings().demo.enabled:
        raise click.ClickException(
            "This is not a demo: its passwords are known to all. Name config/demo.toml in "
            "ATELIER_CONFIG, or switch on the setting demo.enabled."
        )
    # A log line for each made-up account would only hide how to sign in.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    migrate()
    if fill(db.session):
        db.session.commit()
        click.echo("The demo data is in place.")
    click.echo("Sign in as:")
    for login, role in SIGN_INS.items():
        click.echo(f"  {login}  {NAMES[role]}")
    click.echo(f"each with the password {PASSWORD}, or 1 to 5 by badge and the PIN {PIN}:")
    click.echo(f"  the badge of demo1 is {badge_of('demo1')}, and so on")

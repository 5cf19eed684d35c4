"""``atelier announce``: beside the server, for machines that look for one on the local network."""

import signal
import threading
from urllib.parse import urlsplit

import click
import sqlalchemy as sa
from flask.cli import with_appcontext
from zeroconf import IPVersion, Zeroconf

from atelier import announce as announcing
from atelier.db import db, reading
from atelier.edge import settings
from atelier.people.models import Organisation


@click.command("announce")
@with_appcontext
def announce() -> None:
    """Tell machines on the local network where this server is, until stopped."""
    chosen = settings()
    if not chosen.agents.announce:
        raise click.ClickException(
            "nothing is announced: set announce = true in the section [agents], and the address in"
            " [site]"
        )
    address, name = chosen.site.address.rstrip("/"), _name(chosen.site.address)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    try:
        announcing.service(address, name, announcing.own_addresses())  # says at once what is wrong
        with Zeroconf(ip_version=IPVersion.V4Only) as network:
            click.echo(f"Announcing {address} as {name} (stop it with Ctrl-C)")
            announcing.announce(
                network,
                lambda: announcing.service(address, name, announcing.own_addresses()),
                stopped.wait,
            )
    except announcing.NotAnnounced as error:
        raise click.ClickException(str(error)) from error


def _name(address: str) -> str:
    """What people know the server by: the workshop's name where there is one workshop."""
    with reading():
        names = db.session.scalars(sa.select(Organisation.name).limit(2)).all()
        db.session.rollback()
    return names[0] if len(names) == 1 else urlsplit(address).hostname or "Atelier"

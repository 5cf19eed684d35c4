"""``atelier certificates``: the keys that sign them."""

import click
from flask.cli import AppGroup, with_appcontext

from atelier.db import db, reading
from atelier.edge import settings
from atelier.errors import AtelierError
from atelier.workshop.erasure.certificates import keys

certificates = AppGroup("certificates", help="The keys that sign certificates of erasure.")


@certificates.command("make-key")
@with_appcontext
def make_key() -> None:
    """Make the first key now; later, say which one is in use and that its file is there."""
    try:
        pair = keys.active(db.session, keys.folder(settings()))
    except AtelierError as error:
        raise click.ClickException(
            f"the key is not in {keys.folder(settings())}: put it back from a back-up, or make a"
            " new one with `atelier certificates rotate`"
        ) from error
    db.session.commit()
    click.echo(f"Key {pair.name} signs certificates. Its files: {_files(pair.name)}")


@certificates.command("rotate")
@with_appcontext
def rotate() -> None:
    """Sign with a new key from now on; what older keys signed goes on being checked with them."""
    pair = keys.make(db.session, keys.folder(settings()))
    db.session.commit()
    click.echo(f"Key {pair.name} signs certificates from now on. Its files: {_files(pair.name)}")
    click.echo("Put them in the back-up. The private files of older keys may be destroyed.")


@certificates.command("keys")
@with_appcontext
def show() -> None:
    """List the keys, with when each was in use."""
    with reading():
        for period in keys.periods(db.session):
            until = f"{period.until:%Y-%m-%d %H:%M}" if period.until else "now"
            click.echo(f"{period.key.name}  {period.key.begins_at:%Y-%m-%d %H:%M} to {until} (UTC)")
        db.session.rollback()


def _files(name: str) -> str:
    return str(keys.folder(settings()) / name)

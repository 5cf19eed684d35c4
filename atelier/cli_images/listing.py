"""``atelier image add``, ``list`` and ``verify``: what lies in the folder of images."""

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from atelier.db import db
from atelier.edge import settings
from atelier.errors import AtelierError
from atelier.people.actor import SYSTEM
from atelier.people.models import Organisation
from atelier.workshop.imaging import catalogue, store
from atelier.workshop.imaging.store import Entry, StoreError
from diagnostics.wire import Malformed
from diagnostics.wire.imaging import Manifest, understand_map

_MB = 10**6


@click.command("add")
@click.argument("image")
@click.option("--organisation", help="Its name; needed where there is more than one.")
@with_appcontext
def add(image: str, organisation: str | None) -> None:
    """Put IMAGE (its hash, or how that begins) on the list of an organisation, on trial."""
    sha256 = whole(image)
    if put_on_list(sha256, organisation) is None:
        raise click.ClickException("there is more than one organisation: name it (--organisation)")


@click.command("list")
@with_appcontext
def show() -> None:
    """List the images in the folder; what is broken is said."""
    for entry in store.entries(settings().imaging.folder):
        click.echo(f"{entry.sha256[:12]}  {_told(entry)}")


@click.command("verify")
@click.argument("images", nargs=-1)
@with_appcontext
def verify(images: tuple[str, ...]) -> None:
    """Hold IMAGES (their hashes; else all of them) to every hash in them."""
    folder = settings().imaging.folder
    wanted = [whole(one) for one in images] or [one.sha256 for one in store.entries(folder)]
    broken = 0
    for sha256 in wanted:
        try:
            found = store.verify(folder, sha256)
            click.echo(f"good   {sha256[:12]}  {found.name} {found.release}")
        except StoreError as error:
            broken += 1
            click.echo(f"wrong  {sha256[:12]}  {error}")
    if broken:
        raise click.ClickException(
            f"{broken} images are damaged: build them or bring them in again, or put their folders"
            " back from a copy. Machines refuse what does not fit its hash."
        )


def whole(image: str) -> str:
    """The hash that begins so. Raises ClickException."""
    folder = settings().imaging.folder
    found = [one.sha256 for one in store.entries(folder) if one.sha256.startswith(image.lower())]
    if len(found) != 1 or not image:
        said = "more than one image begins" if found else "no image in the folder begins"
        raise click.ClickException(f"{said} with {image!r}: see `atelier image list`")
    return found[0]


def put_on_list(sha256: str, organisation: str | None) -> str | None:
    """The organisation that has it now; None: there are more, and none was named."""
    owner = _owner(organisation)
    if owner is None:
        return None
    content, manifest, blocks = _read(sha256)
    try:
        catalogue.add(db.session, owner.id, content, by=SYSTEM, blocks=blocks)
    except AtelierError as error:
        raise click.ClickException(
            f"{owner.name} has another image that is called {manifest.name} {manifest.release}:"
            " give this one another release"
        ) from error
    name = owner.name
    db.session.commit()
    click.echo(f"On trial at {name}: {manifest.name} {manifest.release}")
    return name


def _read(sha256: str) -> tuple[bytes, Manifest, int]:
    """Its manifest, as it stands there and understood, and how many blocks its map has."""
    folder = settings().imaging.folder
    try:
        manifest = store.manifest(folder, sha256)
        with store.open_part(folder, sha256, "map") as file:
            blocks = len(understand_map(file.read(), manifest).blocks)
        with store.open_part(folder, sha256, "manifest") as file:
            return file.read(), manifest, blocks
    except (StoreError, Malformed) as error:
        raise click.ClickException(
            f"image {sha256[:12]} is damaged ({error}): build it or bring it in again"
        ) from error


def _owner(name: str | None) -> Organisation | None:
    wanted = sa.select(Organisation)
    if name is not None:
        wanted = wanted.where(Organisation.name == name)
    found = db.session.scalars(wanted).all()
    if not found:
        raise click.ClickException(f"there is no organisation {name or ''}: see `atelier account`")
    return found[0] if len(found) == 1 else None


def _told(entry: Entry) -> str:
    if entry.manifest is None:
        return f"BROKEN: {entry.trouble}"
    told = f"{entry.manifest.name} {entry.manifest.release}"
    sizes = f"{entry.manifest.blocks_bytes // _MB} MB, of {entry.manifest.size_bytes // _MB} MB"
    return f"{told}  {sizes}{f'  BROKEN: {entry.trouble}' if entry.trouble else ''}"

"""``atelier image build``: an image of a recipe in config/images."""

import signal
import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from atelier.edge import settings
from atelier.workshop.imaging import building
from atelier.workshop.imaging.building import BuildError, Pins
from atelier.workshop.imaging.store import StoreError

_RECIPES = Path("config/images")
_MB = 10**6


@click.command("build")
@click.argument("name")
@click.option("--output", type=click.Path(path_type=Path), help="The store; else the server's own.")
@click.option(
    "--release",
    help="How this one is called; else the day of its newest package, with a number if need be.",
)
@click.option(
    "--from",
    "manifest",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="manifest.json of an image, with packages.json beside it: the same versions once more.",
)
@click.option("--mirror", help="Where packages come from; snapshot.debian.org keeps old ones.")
@click.option("--keep", type=click.Path(path_type=Path), help="A folder for the disk in a file.")
@click.option(
    "--check", is_flag=True, help="Build nothing: only look whether the packages are there."
)
@click.option(
    "--recipes",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=_RECIPES,
    show_default=True,
)
@with_appcontext
def build(
    *,
    name: str,
    output: Path | None,
    release: str | None,
    manifest: Path | None,
    mirror: str | None,
    keep: Path | None,
    check: bool,
    recipes: Path,
) -> None:
    """Build the image NAME of Debian's packages. As root; basis takes a quarter of an hour."""
    # Stopped, it takes away what it began, as with Ctrl+C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        recipe = building.load(recipes, name)
        again = _pins(manifest, recipe)
        if check:
            click.echo(
                f"{name}: {len(building.resolve(recipe, again, mirror))} packages, all there"
            )
            return
        built = building.build(
            recipe,
            output or settings().imaging.folder,
            release=release,
            again=again,
            mirror=mirror,
            tell=lambda words: click.echo(f"{words}…"),
            keep=keep,
        )
    except (BuildError, StoreError) as error:
        raise click.ClickException(str(error)) from error
    _say(built, again)


def _pins(manifest: Path | None, recipe: building.Recipe) -> Pins | None:
    if manifest is None:
        return None
    pins = building.read_pins(manifest)
    if pins.name != recipe.name:
        raise BuildError(f"{manifest} is of the image {pins.name}, not {recipe.name}")
    if pins.recipe_sha256 != recipe.sha256:
        click.echo(
            "The recipe is not what it was then: the packages are the same, the image is not."
            " Check out the release of Atelier that built it for the same image.",
            err=True,
        )
    return pins


def _say(built: building.Built, again: Pins | None) -> None:
    stored, told = built.stored, built.stored.manifest
    for warning in stored.warnings:
        click.echo(f"Note: {warning}", err=True)
    click.echo(
        f"Ready in {built.seconds:.0f} s: {told.name} {told.release}, {told.packages} packages,"
        f" {told.written_bytes // _MB} MB on the disk, {told.blocks_bytes // _MB} MB to send"
    )
    click.echo(f"{stored.folder}{'' if stored.new else ' (it was there already)'}")
    if stored.folder.parent.resolve() == settings().imaging.folder.resolve():
        click.echo(f"Put it on the list, on trial: atelier image add {stored.sha256[:12]}")
    if again is not None:
        same = "the same image" if again.sha256 == stored.sha256 else "another image than"
        click.echo(f"This is {same} {again.sha256}")

"""``atelier image import``: an image made elsewhere."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from atelier.cli_images.listing import put_on_list
from atelier.edge import settings
from atelier.workshop.imaging import importing
from atelier.workshop.imaging.importing import NotImported, Wanted
from atelier.workshop.imaging.store import Stored, StoreError

_LANGUAGES = ("nl", "fr", "en")
_MB = 10**6


def _texts(
    _context: click.Context, _option: click.Parameter, told: tuple[str, ...]
) -> dict[str, str]:
    """``nl=Kantoor``, once a language."""
    found = {}
    for one in told:
        language, _, text = one.partition("=")
        if language not in _LANGUAGES or not text.strip():
            raise click.BadParameter("write it as nl=Kantoor, with nl, fr or en")
        found[language] = text.strip()
    return found


@click.command("import")
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@click.option("--name", required=True, help="Lower case, digits, hyphens: office.")
@click.option("--release", help="How this one is called; else the day on which it was saved.")
@click.option("--title", "titles", multiple=True, callback=_texts, help="nl=Kantoor; fr and en.")
@click.option("--description", "descriptions", multiple=True, callback=_texts, help="As --title.")
@click.option("--language", "languages", multiple=True, type=click.Choice(_LANGUAGES))
@click.option("--system", type=click.Choice(["windows", "linux", "debian", "other"]))
@click.option("--system-name", help="Such as: Windows 11 Pro.")
@click.option("--boots", multiple=True, type=click.Choice(["bios", "uefi"]))
@click.option("--memory-mb", type=click.IntRange(0), default=0, help="The least that it needs.")
@click.option("--organisation", help="Whose list it comes on; needed where there are more.")
@with_appcontext
def bring(source: Path, memory_mb: int, organisation: str | None, **told: object) -> None:
    """Bring in SOURCE: a disk in a file, or a folder that Clonezilla saved one in.

    The file may be raw, packed (gzip, bzip2, xz, zstd), or a virtual machine's (qcow2, vmdk, vhdx,
    vdi). What is not said here is looked for on the disk.
    """
    wanted = Wanted(memory_bytes=memory_mb * 2**20, **told)  # type: ignore[arg-type]
    try:
        with click.progressbar(length=1000, label="Packing") as bar:
            stored = importing.bring_in(
                source,
                settings().imaging.folder,
                wanted,
                progress=lambda at, size: bar.update(at * 1000 // size - bar.pos),
            )
    except (NotImported, StoreError) as error:
        raise click.ClickException(str(error)) from error
    _say(stored)
    if put_on_list(stored.sha256, organisation) is None:
        click.echo(f"Put it on a list: atelier image add {stored.sha256[:12]} --organisation NAME")


def _say(stored: Stored) -> None:
    told = stored.manifest
    for warning in stored.warnings:
        click.echo(f"Note: {warning}", err=True)
    starts = " and ".join(one.upper() for one in told.boots)
    secure = ", also with Secure Boot" if told.secure_boot else ""
    system = told.system_name or told.system
    click.echo(
        f"{told.name} {told.release}: {system}, starts by {starts}{secure};"
        f" {told.written_bytes // _MB} MB on the disk, {told.blocks_bytes // _MB} MB to send"
    )
    click.echo(f"{stored.folder}{'' if stored.new else ' (it was there already)'}")

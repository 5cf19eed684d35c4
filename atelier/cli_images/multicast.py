"""``atelier image multicast``: to a room full of machines at once."""

import click
from flask.cli import with_appcontext

from atelier.cli_images.listing import whole
from atelier.edge import settings
from atelier.workshop.imaging import multicast as casting
from atelier.workshop.imaging import store
from atelier.workshop.imaging.multicast import Sending
from atelier.workshop.imaging.programs import ProgramError


@click.command("multicast")
@click.argument("image")
@click.option("--receivers", type=click.IntRange(1), required=True, help="How many machines.")
@click.option("--interface", help="The network card towards them.")
@click.option("--port", type=int, default=casting.PORT, show_default=True)
@click.option("--rendezvous", help="IPv4 address on which they meet, where broadcast does not.")
@click.option("--wait-s", type=int, default=300, show_default=True, help="For the last of them.")
@click.option("--most-bits", help="A second, as udpcast writes it: 900m.")
@with_appcontext
def multicast(image: str, **told: object) -> None:
    """Send IMAGE (its hash, or how that begins) to many machines at once, by udpcast.

    Machines that miss something ask for it as always. It ends when all have it.
    """
    sha256, folder = whole(image), settings().imaging.folder
    if trouble := store.trouble(folder, sha256):
        raise click.ClickException(trouble)
    try:
        status = casting.send(store.path(folder, sha256, "blocks"), Sending(**told))  # type: ignore[arg-type]
    except (ProgramError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    if status:
        raise click.ClickException(f"udp-sender ended with status {status}: see above")

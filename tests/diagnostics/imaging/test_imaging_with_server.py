"""Both sides for real: the application gives an image, and it is put on a disk."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session
from werkzeug.serving import WSGIRequestHandler, make_server

from atelier.edge import settings
from atelier.people.actor import SYSTEM
from atelier.workshop.imaging import catalogue
from diagnostics.imaging.sources.http import HttpSource
from diagnostics.link.client import Client
from diagnostics.wire.imaging import Evidence
from tests.diagnostics.imaging.imaging import blank, image, put
from tests.factories import World
from tests.images import KIB

ORDERED = image(seed=4)


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """One database is enough here: what differs between two is the server's, and tried there."""
    shutil.copy(sqlite_template, tmp_path / "atelier.db")
    return f"sqlite:///{tmp_path / 'atelier.db'}"


class Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """Silence."""


@pytest.fixture
def client(app: APIFlask, session: Session, world: World) -> Iterator[Client]:
    ORDERED.store(settings().imaging.folder)
    catalogue.add(session, world.organisation.id, ORDERED.manifest, by=SYSTEM)
    session.commit()
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    with Client(f"http://127.0.0.1:{server.server_port}", token=world.token) as found:
        yield found
    server.shutdown()
    server.server_close()
    thread.join()


def installed(client: Client, disk: Any) -> Evidence:
    def opens(rest: Any, lost: Any) -> HttpSource:
        return HttpSource(ORDERED.sha256, lambda: client, rest, lost, range_bytes=48 * KIB)

    return put(ORDERED, disk, opens=opens)


def test_an_image_of_the_catalogue_is_installed(client: Client) -> None:
    disk = blank()
    evidence = installed(client, disk)
    assert evidence.result == "installed"
    assert (evidence.retries, evidence.interruptions) == (0, ())
    assert ORDERED.is_on(disk.medium)


def test_an_image_that_is_damaged_on_the_server(client: Client, app: APIFlask) -> None:
    """Its file is shorter than it was."""
    with app.app_context():
        blocks = settings().imaging.folder / ORDERED.sha256 / "blocks"
    blocks.write_bytes(blocks.read_bytes()[:-1])
    disk = blank()
    assert installed(client, disk).reasons == ("no_image",)


def test_an_image_with_a_wrong_byte_on_the_server(client: Client, app: APIFlask) -> None:
    with app.app_context():
        blocks = settings().imaging.folder / ORDERED.sha256 / "blocks"
    content = bytearray(blocks.read_bytes())
    row = ORDERED.places.blocks[5]
    content[row[2] + row[3] // 2] ^= 1
    blocks.write_bytes(content)
    disk = blank()
    assert installed(client, disk).reasons == ("wrong_block",)
    assert not ORDERED.is_on(disk.medium)


def test_an_image_that_nobody_knows(client: Client) -> None:
    other, disk = image(seed=9), blank()

    def opens(rest: Any, lost: Any) -> HttpSource:
        return HttpSource(other.sha256, lambda: client, rest, lost)

    assert put(other, disk, opens=opens).reasons == ("no_image",)
    assert not disk.writes

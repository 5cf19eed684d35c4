"""For real: the packed program, by another Python, over TLS, to the application."""

import hashlib
import shutil
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.serving import WSGIRequestHandler, make_server

from atelier.devices import history
from atelier.devices.lifecycle import facts
from atelier.workshop.imaging.models import FirstBoot
from diagnostics import wire
from diagnostics.first_boot import packing, placed
from diagnostics.first_boot.settings import Settings
from tests.bench.server import Certificate, make_certificate
from tests.factories import World
from tests.imaging import add, install, wiped, worker

pytestmark = pytest.mark.usefixtures("real_commands")

_RUN = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    "from diagnostics.first_boot.program import main; sys.exit(main(sys.argv[2]))"
)


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """One database is enough here: what differs between two is the server's, and tried there."""
    shutil.copy(sqlite_template, tmp_path / "atelier.db")
    return f"sqlite:///{tmp_path / 'atelier.db'}"


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    return make_certificate(tmp_path, "127.0.0.1")


class Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """Silence."""


@pytest.fixture
def address(app: Flask, world: World, certificate: Certificate) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)
    server = make_server(
        "127.0.0.1", 0, app, threaded=True, ssl_context=context, request_handler=Quiet
    )
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


class Installed:
    """A folder that looks like an installed system with a network, and the program in it."""

    def __init__(self, root: Path, settings: Settings) -> None:
        self.root = root
        self.place(placed.SETTINGS, wire.encode(settings))
        self.place(placed.PROGRAM, packing.pack())
        self.place(placed.UNIT_PATH, placed.UNIT.encode())
        self.place("proc/net/route", b"Iface\neth0\n")
        self.place("proc/sys/kernel/random/boot_id", b"0a1b2c\n")
        self.place("proc/sys/kernel/hostname", b"atelier-4217-0385-61\n")
        self.place("sys/bus/pci/devices/0000:02:00.0/class", b"0x028000\n")
        self.place("sys/bus/pci/devices/0000:02:00.0/vendor", b"0x8086\n")
        self.place("sys/bus/pci/devices/0000:02:00.0/device", b"0x4232\n")

    def place(self, name: str, content: bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def start(self) -> str:
        command = [sys.executable, "-I", "-S", "-c", _RUN]
        paths = [str(self.root / placed.PROGRAM), str(self.root)]
        done = subprocess.run(
            [*command, *paths], capture_output=True, text=True, check=True, timeout=60
        )
        return done.stdout.strip()


def test_a_first_boot(
    address: str, session: Session, world: World, certificate: Certificate, tmp_path: Path
) -> None:
    image, machine = add(session, world), wiped(session, world)
    writing, key = install(session, machine, image, worker(world))
    raw = ssl.PEM_cert_to_DER_cert(certificate.certificate.read_text())
    told = Settings(
        server=address,
        fingerprint=hashlib.sha256(raw).hexdigest(),
        key=key,
        image=image.sha256,
        machine=wire.Machine(report_id="a-report"),
    )
    system = Installed(tmp_path / "system", told)
    session.commit()  # looking at a row has begun to hold the database

    assert system.start() == "Aangemeld bij het atelier."

    session.expire_all()
    [row] = session.scalars(sa.select(FirstBoot))
    assert row.writing_id == writing.id
    assert row.problem is None
    [event] = [
        one for one in history.events_of(session, machine.device) if one.kind == facts.BOOTED
    ]
    assert event.data["driverless"] == 1
    names = (placed.SETTINGS, placed.PROGRAM, placed.FOLDER, placed.UNIT_PATH)
    assert not [name for name in names if (system.root / name).exists()]


def test_a_key_that_nobody_knows(address: str, certificate: Certificate, tmp_path: Path) -> None:
    told = Settings(
        server=address,
        authority=certificate.certificate.read_text(),
        key="somebody else's",
        image="ab" * 32,
        machine=wire.Machine(report_id="a-report"),
    )
    system = Installed(tmp_path / "system", told)
    assert "kent dit toestel niet" in system.start()
    assert not (system.root / placed.FOLDER).exists()

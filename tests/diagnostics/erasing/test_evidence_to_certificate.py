"""From ``atelier-agent erase`` without a server to the certificate: each part as it really runs."""

import io
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from rich.console import Console
from sqlalchemy.orm import Session
from werkzeug.serving import WSGIRequestHandler, make_server

from atelier import checks
from atelier.devices import history
from atelier.devices.models import Device
from atelier.people.roles import Role
from atelier.workshop.erasure.models import StoredEvidence
from diagnostics import agent, uplink
from diagnostics.link import spool
from diagnostics.report import Disk, Report
from tests.diagnostics.erasing.loop_machine import MODEL, fill, letters_left
from tests.diagnostics.erasure.loops import loop, why_not
from tests.factories import World
from tests.reports import a_report, a_system
from tests.visits import Person

pytestmark = [
    pytest.mark.usefixtures("real_commands"),
    pytest.mark.skipif(why_not() is not None, reason=str(why_not())),
]
SIZE = 4 * 2**20
SERIAL = "MADE-UP-SDA"
_DOWNLOAD = re.compile(r'href="(/certificates/\d+\.pdf[^"]*)"')
_BY_PROCESS = "tests.diagnostics.erasing.by_process"


class Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """Silence."""


@pytest.fixture
def address(app: APIFlask, world: World) -> Iterator[str]:
    """Where the application answers."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The spool of a machine of which one disk was erased by the command, in its own process."""
    image = tmp_path / "sda.img"
    fill(image, SIZE)
    with loop(image) as device:
        given = (str(tmp_path / "root"), "boot-1", str(tmp_path / "spool"))
        command = [sys.executable, "-m", _BY_PROCESS, *given, f"sda={device}={SERIAL}"]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert letters_left(image) == 0
    return tmp_path / "spool"


@pytest.fixture
def token(world: World, tmp_path: Path) -> Path:
    path = tmp_path / "token.txt"
    path.write_text(world.token)
    return path


@pytest.fixture
def report() -> Report:
    """What that machine measures of itself."""
    system = a_system(1, serial="5CG0123XYZ", uuid=None, board_serial=None)
    disk = Disk(
        name="sda",
        model=MODEL,
        serial=SERIAL,
        size_bytes=SIZE,
        transport="virtio",
        internal=True,
        removable=False,
    )
    return a_report(1, system=system, disks=(disk,))


@pytest.fixture
def send(address: str, token: Path, folder: Path, report: Report) -> Callable[[], str]:
    """Run the agent by hand; what it shows."""

    def run() -> str:
        out = Console(file=io.StringIO(), width=200)
        orders = agent.Orders(send_to=address, token_file=token, spool=folder)
        assert agent.run(orders, lambda: report, console=out) == 0
        assert isinstance(out.file, io.StringIO)
        return out.file.getvalue()

    return run


def text_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    try:
        texts = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return " ".join(" ".join(texts).split())


def test_erased_at_the_bench_brought_and_certified(
    app: APIFlask,
    session: Session,
    world: World,
    *,
    address: str,
    folder: Path,
    send: Callable[[], str],
) -> None:
    kept = spool.in_folder(folder)
    assert kept.evidence() == 1
    # Before its report the server does not know the machine: nothing is taken, nothing is lost.
    session.commit()
    early = uplink.send_evidence(kept, address, world.token)
    assert (early.sent, early.held, kept.evidence()) == (0, 1, 1)

    assert "Bewijs van wissen is verzonden: 1." in send()
    assert kept.evidence() == 0
    assert "Bewijs van wissen" not in send()

    session.rollback()
    stored = session.scalars(sa.select(StoredEvidence)).one()
    assert (stored.result, stored.level, stored.verified) == ("erased", "clear", True)
    assert (stored.order_id, stored.station_id) == (None, world.station.id)
    device = session.get_one(Device, stored.device_id)
    assert set(history.state_of(session, device).erased) == {f"serial:{SERIAL}"}
    assert [f"{name}: {one}" for name, found in checks.run(session) for one in found] == []

    text = certificate(app, world, device.id)
    for said in (
        "GEWIST",
        SERIAL,
        "Opdracht geen: gewist aan het toestel zelf, zonder server.",
        "Testnaam Bank, naam getypt aan het toestel, door niemand nagekeken",
        stored.sha256[:16],
    ):
        assert said in text, (said, text)


def certificate(app: APIFlask, world: World, device_id: int) -> str:
    """Made on the page of the device by a coordinator, and opened."""
    person = Person(app)
    person.sign_in(world.accounts[Role.COORDINATOR].login)
    page = person.get(f"/devices/{device_id}").text
    assert "aan het toestel zelf gewist, zonder opdracht" in page
    what = re.search(r'name="what" value="([^"]+)"', page)
    assert what
    person.post(f"/devices/{device_id}/certificates", {"what": what.group(1)})
    links = _DOWNLOAD.findall(person.get(f"/devices/{device_id}").text)
    return text_of(person.get(next(link for link in links if "nl" in link)).data)

"""The whole agent on a pseudo-terminal, against the application as it runs in earnest."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp

from atelier.devices import tags
from atelier.devices.models import Device
from atelier.people.actor import Actor
from atelier.workshop.diagnosis import measured
from atelier.workshop.intake import donations, donors
from diagnostics.console.terminal import Terminal
from diagnostics.orders import Wish
from diagnostics.probes.host import Host
from diagnostics.report import Report, System
from diagnostics.resident import power, presence
from diagnostics.resident.command import Options
from diagnostics.resident.parts import Agent, assemble
from diagnostics.words import in_language
from labels.tags import format_tag
from tests.bench.workshop import Workshop
from tests.diagnostics.conftest import MakeHost
from tests.diagnostics.console.conftest import Watched
from tests.diagnostics.console.raster import picture
from tests.diagnostics.resident.conftest import REPORT
from tests.diagnostics.resident.doubles import until

pytestmark = pytest.mark.usefixtures("real_commands")
ROOT = Path(__file__).parents[3]
UUID = "4c4c4544-0042-3510-8052-b4c04f4a4d31"
SYSTEM = System(maker="LENOVO", product="20HES0", version="ThinkPad T470", serial="PF0", uuid=UUID)
DMI = {
    "sys/class/dmi/id/sys_vendor": "LENOVO",
    "sys/class/dmi/id/product_name": "20HES0",
    "sys/class/dmi/id/product_serial": "PF0",
    "sys/class/dmi/id/product_uuid": UUID,
}


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that stops first answers who waits."""
    monkeypatch.setattr(presence, "WAIT_S", 1.0)


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    with Workshop(tmp_path) as running:
        yield running


def fresh(_host: Host) -> Report:
    return replace(REPORT, id=str(uuid.uuid4()), system=SYSTEM, disks=())


class Seat:
    """The agent of a made-up laptop, its screen, and the person who looks at it."""

    def __init__(self, watched: Watched, host: Host, workshop: Workshop, folder: Path) -> None:
        self.watched = watched
        self.terminal = Terminal(in_language("nl"), watched.tty)
        options = Options(server=workshop.server.url, spool=folder / "spool")
        self.terminal.__enter__()
        self.agent: Agent = assemble(
            self.terminal, options, workshop.token(), host=host, measure=fresh
        )
        self._running = threading.Thread(target=self.agent.run)
        self._running.start()

    def sees(self, *parts: str, timeout_s: float = 20) -> None:
        until(lambda: all(part in self._text() for part in parts), timeout_s)

    def _text(self) -> str:
        return " ".join(" ".join(self.watched.text()).split())

    def scans(self) -> str | None:
        self.watched.read()
        found = zxingcpp.read_barcodes(picture(self.watched.screen))
        return found[0].text if found else None

    def leaves(self) -> None:
        self.watched.send(b"q")
        until(lambda: (self.watched.read(), not self._running.is_alive())[1], 30)
        assert self.agent.board.join(30)
        assert self.agent.board.failure is None
        self.terminal.__exit__(None, None, None)


@pytest.fixture
def seat(
    watched: Watched, make_host: MakeHost, workshop: Workshop, tmp_path: Path
) -> Iterator[Seat]:
    sat = Seat(watched, make_host(DMI), workshop, tmp_path)
    yield sat
    sat.leaves()


def claim(workshop: Workshop, address: str) -> str:
    """What a person does on the pages that the code leads to; returns the new tag."""
    with workshop.server.session() as session:
        organisation_id = workshop.organisation_id
        (tag,) = tags.print_run(
            session, organisation_id=organisation_id, count=1, batch=str(uuid.uuid4())
        )
        number = tag.number
        donor = donors.create(
            session,
            organisation_id=organisation_id,
            client_id=str(uuid.uuid4()),
            details=donors.Details(kind="council", name="Testgemeente"),
        )
        donations.create(session, donor=donor, client_id=str(uuid.uuid4()))
    path = address.removeprefix(workshop.server.url)
    visitor = workshop.visitor()
    page = visitor.get(path).text
    values = dict(re.findall(r'name="(donation|place)" required type="radio" value="(\d+)"', page))
    done = visitor.post(path, data={"client_id": str(uuid.uuid4()), **values})
    done = visitor.post(done.location, data={"code": number, "client_id": str(uuid.uuid4())})
    assert done.status_code == 302, done.text
    return format_tag(number)


def test_a_machine_is_claimed_by_phone_and_its_screen_follows(
    seat: Seat, workshop: Workshop
) -> None:
    seat.sees("nog geen etiket", "Scan deze code")
    until(seat.scans)
    address = seat.scans()
    assert address is not None
    assert address.startswith(workshop.server.url)
    tag = claim(workshop, address)
    until(lambda: seat.agent.board.facts.view and seat.agent.board.facts.view.device.tag == tag, 5)
    seat.sees("Lenovo ThinkPad T470", "(v) Ontvangen (v) Gemeten")
    assert seat.scans() is None


def test_an_order_to_measure_is_carried_out(seat: Seat, workshop: Workshop) -> None:
    until(lambda: seat.agent.board.facts.view)
    first = seat.agent.board.facts.taken
    with workshop.server.session() as session:
        order = measured.issue_order(
            session,
            session.get_one(Device, 1),
            kind="probe",
            by=Actor(account_id=2),
            client_id=str(uuid.uuid4()),
        )
        key = (order.organisation_id, order.id)
        kind = type(order)

    def is_done() -> bool:
        with workshop.server.session() as session:
            return session.get_one(kind, key).standing == "done"

    until(is_done, 30)
    assert seat.agent.board.facts.taken != first
    assert len(workshop.reports()) == 2


def test_a_server_that_goes_and_comes_back(seat: Seat, workshop: Workshop) -> None:
    until(lambda: seat.agent.board.facts.view)
    workshop.server.stop()
    until(lambda: seat.agent.board.facts.away_since is not None, 30)
    workshop.server.start()
    seat.agent.contact.hurry()
    until(lambda: seat.agent.board.facts.away_since is None, 40)


class Process:
    """``atelier-agent bench`` as a person starts it."""

    def __init__(self, watched: Watched, *arguments: str) -> None:
        self.watched = watched
        self.began = time.monotonic()
        self.running = subprocess.Popen(
            [sys.executable, "-m", "diagnostics", "bench", *arguments],
            stdin=watched.slave,
            stdout=watched.slave,
            stderr=subprocess.PIPE,
            env={**os.environ, "TERM": "xterm"},
            cwd=ROOT,
        )

    def sees(self, part: str, timeout_s: float = 30) -> float:
        """When, in seconds after it was started."""
        until(lambda: part in " ".join(self.watched.text()), timeout_s)
        return time.monotonic() - self.began

    def end(self, number: signal.Signals) -> tuple[int, bytes]:
        self.running.send_signal(number)
        until(lambda: (self.watched.read(), self.running.poll() is not None)[1], 30)
        self.watched.read()  # what it wrote between the last look and its end
        said = self.running.stderr.read() if self.running.stderr else b""
        self.running.communicate()
        return self.running.returncode, said


@pytest.fixture
def start(watched: Watched) -> Iterator[Callable[..., Process]]:
    """``start("--server", …)``; whatever a test leaves running is ended."""
    with ExitStack() as stack:

        def make(*arguments: str) -> Process:
            process = Process(watched, *arguments)
            stack.enter_context(process.running)
            stack.callback(process.running.kill)
            return process

        yield make


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "kept"
    made.mkdir()
    return made


def test_from_the_command_line_with_a_real_machine(
    start: Callable[..., Process], watched: Watched, workshop: Workshop, folder: Path
) -> None:
    token = folder / "token"
    token.write_text(workshop.token() + "\n")
    process = start(
        *("--server", workshop.server.url, "--token-file", str(token)),
        *("--spool", str(folder), "--language", "en"),
    )
    process.sees("Please wait")
    process.sees("Scan this code with your phone.")
    (arrived,) = workshop.reports()
    assert arrived["cpu"]["model"]
    memory = _peak_memory_mb(process.running.pid)
    status, said = process.end(signal.SIGTERM)
    assert status == 0
    assert b"Traceback" not in said
    assert b"\x1b[?25h" in b"".join(watched.written)
    assert memory < 60


def _peak_memory_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024


def test_without_a_server_the_report_is_kept_and_the_screen_says_so(
    start: Callable[..., Process], folder: Path
) -> None:
    token = folder / "token"
    token.write_text("x" * 40)
    process = start(
        *("--server", "http://127.0.0.1:9", "--token-file", str(token), "--spool", str(folder)),
    )
    process.sees("De server antwoordt niet.")
    process.sees("bewaard:")
    assert len(list(folder.glob("atelier-*.json"))) == 1
    assert process.end(signal.SIGTERM)[0] == 0


def test_what_was_measured_is_kept_when_the_agent_ends_before_it_was_sent(
    start: Callable[..., Process], folder: Path
) -> None:
    """It asks to be paired still, and would keep the report a while later."""
    process = start("--server", "https://127.0.0.1:9", "--spool", str(folder))
    process.sees("Nakijken")
    assert process.end(signal.SIGTERM)[0] == 0
    assert len(list(folder.glob("atelier-*.json"))) == 1


@pytest.mark.parametrize("wish", ["reboot", "power_off"])
def test_what_was_measured_is_kept_before_the_machine_goes_off(
    watched: Watched, make_host: MakeHost, folder: Path, monkeypatch: pytest.MonkeyPatch, wish: Wish
) -> None:
    seen: list[tuple[Wish, list[str]]] = []
    monkeypatch.setattr(
        power, "go", lambda wish: seen.append((wish, [path.name for path in folder.iterdir()]))
    )
    with Terminal(in_language("nl"), watched.tty) as terminal:
        agent = assemble(terminal, Options(spool=folder), None, host=make_host(DMI))
        agent.reporting.hand(REPORT)
        agent.go(wish)
        agent.end()
        assert agent.board.join(30)
    assert seen == [(wish, [f"atelier-{REPORT.id}.json"])]


@pytest.mark.parametrize("address", ["atelier", "https://me:secret@atelier", "https://a?b=c"])
def test_a_wrong_command_line_is_said_before_the_screen_is_taken(
    start: Callable[..., Process], watched: Watched, address: str
) -> None:
    process = start("--server", address)
    status, said = process.end(signal.SIGCONT)
    assert status == 2
    assert f"{address!r} is no address".encode() in said
    assert watched.read() == b""


def test_what_is_loaded_before_the_first_picture_is_little() -> None:
    """It comes within a third of a second where nothing else runs; here: without the probes."""
    code = (
        "import sys; from diagnostics.console.terminal import Terminal;"
        "from diagnostics.resident import command, views, options;"
        "print([m for m in sys.modules if m.startswith(('diagnostics.probes', 'urllib3', 'segno',"
        " 'zeroconf', 'diagnostics.link.client', 'diagnostics.orders'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True)
    assert done.stdout.decode().strip() == "[]"

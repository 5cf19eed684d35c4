"""udpcast for real: a sender and receivers, each in a network namespace, on one bridge."""

import hashlib
import random
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from atelier.workshop.imaging import multicast
from atelier.workshop.imaging.multicast import Sending
from tests.atelier.workshop.imaging import disks
from tests.bench.lan import NoNamespaces, Room
from tests.images import MIB

_RECEIVERS = 3


@pytest.fixture
def rooms() -> Iterator[list[Room]]:
    """The first is the server's."""
    disks.need("udp-sender", "udp-receiver", "ip")
    with ExitStack() as stack:
        try:
            made = [stack.enter_context(Room()) for _ in range(1 + _RECEIVERS)]
            _lay(made)
        except NoNamespaces as error:
            pytest.skip(f"no network apart can be made here: {error}")
        yield made


def _lay(rooms: list[Room]) -> None:
    server = rooms[0]
    server.run("ip", "link", "add", "bridge", "type", "bridge", "forward_delay", "0")
    server.run("ip", "addr", "add", "192.168.79.1/24", "brd", "+", "dev", "bridge")
    server.run("ip", "link", "set", "bridge", "up")
    for number, room in enumerate(rooms[1:], 2):
        cable = f"link add c{number} type veth peer name wire netns {room.pid}"
        server.run("ip", *cable.split())
        server.run("ip", "link", "set", f"c{number}", "master", "bridge", "up")
        room.run("ip", "addr", "add", f"192.168.79.{number}/24", "brd", "+", "dev", "wire")
        room.run("ip", "link", "set", "wire", "up")


def test_all_of_a_room_get_all_of_it(rooms: list[Room], tmp_path: Path) -> None:
    blocks = tmp_path / "blocks"
    blocks.write_bytes(random.Random(1).randbytes(40 * MIB))
    how = Sending(receivers=_RECEIVERS, port=9010, interface="bridge", wait_s=60)
    with ExitStack() as stack:
        running = [stack.enter_context(_started(rooms[0], multicast.command(blocks, how)))]
        for number, room in enumerate(rooms[1:]):
            command = _receiver(tmp_path / f"got{number}")
            running.append(stack.enter_context(_started(room, command)))
        for process in running:
            said, _ = process.communicate(timeout=120)
            assert process.returncode == 0, said[-1000:]
    wanted = hashlib.sha256(blocks.read_bytes()).hexdigest()
    for number in range(_RECEIVERS):
        content = (tmp_path / f"got{number}").read_bytes()
        assert hashlib.sha256(content).hexdigest() == wanted


def test_a_port_that_udpcast_cannot_use(tmp_path: Path) -> None:
    disks.need("udp-sender")
    with pytest.raises(ValueError, match="has to be even"):
        multicast.command(tmp_path / "blocks", Sending(receivers=1, port=9001))


def _receiver(to: Path) -> list[str]:
    wanted = ["--file", str(to), "--portbase", "9010", "--interface", "wire"]
    return ["udp-receiver", *wanted, "--nokbd", "--start-timeout", "60"]


@contextmanager
def _started(room: Room, command: list[str]) -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(
        [*room.enter, *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        try:
            yield process
        finally:
            process.kill()

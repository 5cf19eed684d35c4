"""Blocks sent to many at once by udpcast itself, on this machine; and what comes of it failing."""

import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from diagnostics.imaging.sources.multicast import MulticastSource
from diagnostics.run import MissingTool, start
from diagnostics.wire.imaging import Multicast
from tests.diagnostics.imaging.imaging import MemorySource, Notebook, blank, image, put
from tests.images import KIB

ORDERED = image(seed=4)
#: Of this test alone, as other runs may be at work: udpcast takes this one and the next.
PORT = 9470
needs_udpcast = pytest.mark.skipif(
    not (shutil.which("udp-receiver") and shutil.which("udp-sender")),
    reason="udpcast is not installed",
)


def source(**more: Any) -> MulticastSource:
    told = {"start_s": 8, "silent_s": 3, "interface": "lo", "start": start, **more}
    return MulticastSource(
        behind=MemorySource(ORDERED),
        how=Multicast(port=PORT),
        rest=told.pop("rest", lambda _s: None),
        told=told.pop("told", lambda _what: None),
        **told,
    )


@contextmanager
def sending(path: Path, *options: str) -> Iterator[None]:
    command = ["udp-sender", "--file", str(path), "--portbase", str(PORT), "--interface", "lo"]
    command += ["--min-receivers", "1", "--max-wait", "5", "--nokbd", *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.kill()
        process.wait()


@needs_udpcast
@pytest.mark.usefixtures("real_commands")
def test_blocks_come_to_whoever_listens(tmp_path: Path) -> None:
    blocks, notes, disk = tmp_path / "blocks", [], blank()
    blocks.write_bytes(ORDERED.blocks)
    found = source(told=notes.append)
    with sending(blocks):
        evidence = put(ORDERED, disk, opens=lambda *_: found)
    assert evidence.result == "installed"
    assert ORDERED.is_on(disk.medium)
    assert found._came > len(ORDERED.blocks) / 2, notes
    # What comes last on the disk comes first in the file: that was asked for again.
    assert found.behind.fetched < len(ORDERED.blocks) / 2


@needs_udpcast
@pytest.mark.usefixtures("real_commands")
def test_what_is_wrong_or_missing_comes_by_http(tmp_path: Path) -> None:
    """The sender has another, shorter file."""
    blocks, disk = tmp_path / "blocks", blank()
    spoiled = bytearray(ORDERED.blocks[: len(ORDERED.blocks) * 2 // 3])
    spoiled[len(spoiled) // 2] ^= 1
    blocks.write_bytes(spoiled)
    found = source()
    with sending(blocks):
        evidence = put(ORDERED, disk, opens=lambda *_: found)
    assert evidence.result == "installed"
    assert ORDERED.is_on(disk.medium)
    assert found._came > 0


@needs_udpcast
@pytest.mark.usefixtures("real_commands")
def test_nobody_sends() -> None:
    notes: list[str] = []
    found = source(start_s=1, told=notes.append)
    assert b"".join(found.stream(0, 100 * KIB)) == ORDERED.blocks[: 100 * KIB]
    assert notes == ["0 bytes came by multicast"]


@dataclass
class Receiver:
    """Instead of udpcast's: what it gets comes when a test says so."""

    begins: threading.Event = field(default_factory=threading.Event)
    over: bool = False

    def __call__(self, args: Sequence[str]) -> Any:
        path = Path(args[args.index("--file") + 1])
        threading.Thread(target=self.receive, args=(path,), daemon=True).start()
        return self

    def receive(self, path: Path) -> None:
        assert self.begins.wait(20)
        with path.open("wb") as file:
            file.write(ORDERED.blocks)
        self.over = True

    def wait(self, _seconds: float = 0) -> object:
        return 0 if self.over else None

    def stop(self) -> None:
        """It has ended by itself."""


def test_it_is_told_that_the_others_are_waited_for() -> None:
    receiver, notebook = Receiver(), Notebook()
    found = source(start=receiver)

    def begin() -> None:
        if "gathering" in notebook.phases:
            receiver.begins.set()

    notebook.then = begin
    assert put(ORDERED, blank(), notebook, opens=lambda *_: found).result == "installed"
    assert notebook.phases == ["writing", "gathering", "writing", "reading", "finishing"]
    assert found.awaits is None


def test_without_the_program_all_comes_by_http() -> None:
    def missing(_args: Any) -> Any:
        raise MissingTool("udp-receiver")

    notes: list[str] = []
    found = source(start=missing, told=notes.append)
    assert b"".join(found.stream(5, 100 * KIB)) == ORDERED.blocks[5 : 5 + 100 * KIB]
    assert "udp-receiver is not installed" in notes[0]


@needs_udpcast
@pytest.mark.usefixtures("real_commands")
def test_a_run_that_is_over_waits_for_nobody() -> None:
    class OverNow(Exception):
        pass

    over = threading.Event()

    def rest(_seconds: float) -> None:
        if over.is_set():
            raise OverNow

    stream = source(rest=rest, start_s=60).stream(0, 1000)
    threading.Timer(0.3, over.set).start()
    with pytest.raises(OverNow):
        next(stream)

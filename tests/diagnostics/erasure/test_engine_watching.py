"""Several disks at once: a slow, failing or dead one holds up nobody but itself."""

import queue
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from diagnostics.erasure.engine import Ended, Run, watched
from diagnostics.watching import SILENCE_S
from tests.diagnostics.erasure.campaign.real import LoopGround
from tests.diagnostics.erasure.faulty import FaultyDisk
from tests.diagnostics.erasure.grounds import MANNER, MemoryGround, Notebook, task
from tests.diagnostics.erasure.loops import loop, why_not

SIZE = 2**20


class DeadDisk(FaultyDisk):
    """It takes a write and never answers, until the test lets it go."""

    def __init__(self) -> None:
        super().__init__(SIZE)
        self.going, self.asleep = threading.Event(), threading.Event()

    def write(self, offset: int, data: memoryview, /) -> None:
        self.asleep.set()
        self.going.wait(30)
        super().write(offset, data)


def run_of(disk: FaultyDisk, notebook: Notebook | None = None) -> Run:
    return Run(task(), MemoryGround(disk), notebook or Notebook(), {}, MANNER)


def beside_each_other(
    runs: Mapping[str, Run], silence_s: float = SILENCE_S
) -> Iterator[tuple[str, Ended]]:
    """As orders and the terminal do it: each in a thread; in the order in which they end."""
    over: queue.SimpleQueue[tuple[str, Ended]] = queue.SimpleQueue()
    for name, run in runs.items():
        threading.Thread(
            target=lambda name=name, run=run: over.put((name, watched(run, silence_s))),
            daemon=True,
        ).start()
    for _ in runs:
        yield over.get()


def test_a_dead_disk_does_not_stop_the_others() -> None:
    dead = DeadDisk()
    disks = {"sda": FaultyDisk(SIZE), "sdb": dead, "sdc": FaultyDisk(SIZE, gone_after=2)}
    results: dict[str, Any] = {}
    try:
        runs = {name: run_of(disk) for name, disk in disks.items()}
        for name, ended in beside_each_other(runs, silence_s=1):
            results[name] = ended.evidence
            if name != "sdb":
                assert not dead.going.is_set(), "they do not wait for it"
    finally:
        dead.going.set()
    assert results["sda"].result == "erased"
    assert results["sdc"].reasons == ("disk_gone",)
    assert (results["sdb"].result, results["sdb"].reasons) == ("not_erased", ("disk_gone",))
    assert "let nothing be heard" in results["sdb"].messages[-1]


class LateDisk(DeadDisk):
    """It goes well for a while."""

    def write(self, offset: int, data: memoryview, /) -> None:
        if offset < SIZE // 2:
            FaultyDisk.write(self, offset, data)
        else:
            super().write(offset, data)


def test_a_disk_that_dies_halfway_has_evidence_of_how_far_it_came() -> None:
    dead = LateDisk()
    ended = watched(run_of(dead), silence_s=0.5)
    dead.going.set()
    told = ended.evidence
    assert told
    assert (told.result, told.fraction, told.method) == ("not_erased", 0.5, "overwrite")
    assert told.bytes_written >= SIZE // 2
    assert told.passes == 0
    assert [attempt.outcome for attempt in told.attempts] == ["stopped"]


def test_a_disk_that_answers_after_all_is_written_no_more() -> None:
    dead = DeadDisk()
    ended = watched(run_of(dead), silence_s=0.3)
    assert ended.evidence
    assert ended.evidence.result == "not_erased"
    dead.going.set()
    for thread in [one for one in threading.enumerate() if one.name == "disk-work"]:
        thread.join(10)
    assert len(dead.writes) <= 2, "only what was under way already"


def test_a_stop_comes_through_and_the_evidence_can_be_had() -> None:
    notebook = Notebook(then=_stop)
    run = run_of(FaultyDisk(SIZE), notebook)
    ended = watched(run)
    assert isinstance(ended.error, KeyboardInterrupt)
    told = run.broken_off("stopped")
    assert told
    assert told.reasons == ("stopped",)


def _stop(_fraction: float | None) -> None:
    raise KeyboardInterrupt


@pytest.mark.skipif(why_not() is not None, reason=str(why_not()))
@pytest.mark.usefixtures("real_commands")
def test_four_real_disks_at_once(tmp_path: Path) -> None:
    text, size = b"een brief van niemand. " * 400, 8 * 2**20
    images = [tmp_path / f"{n}.img" for n in range(4)]
    with ExitStack() as stack:
        runs: dict[str, Run] = {}
        for image in images:
            image.write_bytes((text * (size // len(text) + 1))[:size])
            path = stack.enter_context(loop(image))
            runs[path.name] = Run(task(), LoopGround(path, size), Notebook())
        began = time.monotonic()
        results = dict(beside_each_other(runs))
        assert time.monotonic() - began < 20
    assert [ended.evidence.result for ended in results.values() if ended.evidence] == ["erased"] * 4
    assert all(image.read_bytes() == bytes(size) for image in images)


def test_progress_and_checkpoints_arrive() -> None:
    notebook = Notebook()
    seen: list[Mapping[str, Any]] = []
    notebook.then = lambda _fraction: seen.append(notebook.note)
    ended = watched(run_of(FaultyDisk(SIZE), notebook))
    assert ended.evidence
    assert ended.evidence.result == "erased"
    assert len({note["inner"]["offset"] for note in seen if note}) >= 4
    assert notebook.fractions[-1] == 1.0

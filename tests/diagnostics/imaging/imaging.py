"""Images onto disks in memory: what the tests of the engine start from."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from diagnostics.imaging import pieces
from diagnostics.imaging.engine import Opens, Phase, Run, Task, putting
from diagnostics.imaging.finisher import Finished, Finishing
from diagnostics.imaging.sources import Awaited, Name, NoImage
from diagnostics.imaging.writing import Manner
from diagnostics.wire.imaging import Evidence, Parameters, contradictions
from tests.diagnostics.erasure.faulty import FaultyDisk
from tests.diagnostics.erasure.grounds import MACHINE, MemoryGround
from tests.images import KIB, Image, make, some_disk

#: Flushes all the time, so that there is something between two writes.
MANNER = Manner(lanes=2, ahead=3, flush_s=0, look_s=0.001, patience_s=5)
IMAGE_BYTES, DISK_BYTES = 512 * KIB, 640 * KIB
KEY_SHA256 = "b" * 64


def image(seed: int = 1, size_bytes: int = IMAGE_BYTES, **more: Any) -> Image:
    return make(some_disk(size_bytes, seed), most_bytes=32 * KIB, **more)


def make_ends_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disks of most tests are smaller than what is emptied of a real one."""
    monkeypatch.setattr(pieces, "START_BYTES", 64 * KIB)
    monkeypatch.setattr(pieces, "END_BYTES", 16 * KIB)
    monkeypatch.setattr(putting, "_ENDS_BYTES", 64 * KIB)


@dataclass
class MemorySource:
    """An image in memory; ``spoil`` may change what comes, by name or place, and ``anew``."""

    image: Image
    rest: Callable[[float], None] = lambda _s: None
    lost: Callable[[str], None] = lambda _why: None
    spoil: Callable[[bytes, str | int, bool], bytes] = lambda content, _what, _anew: content
    fetched: int = 0
    retries: int = 0
    awaits: Awaited | None = None

    def document(self, name: Name, most_bytes: int, /, *, anew: bool = False) -> bytes:
        return self.spoil(self.image.files[f"{name}.json"], name, anew)

    def stream(self, start: int, length: int, /, *, anew: bool = False) -> Iterator[bytes]:
        for at in range(start, start + length, 10_000):
            piece = self.image.blocks[at : min(at + 10_000, start + length)]
            self.fetched += len(piece)
            yield self.spoil(piece, at, anew)


@dataclass
class NoSource(MemorySource):
    def document(self, name: Name, most_bytes: int, /, *, anew: bool = False) -> bytes:
        raise NoImage("the server does not have this image")


@dataclass
class Notebook:
    """Where progress goes: what outlives the agent, and what is shown."""

    note: dict[str, Any] = field(default_factory=dict)
    phases: list[Phase] = field(default_factory=list)
    fractions: list[float] = field(default_factory=list)
    #: Called each time; what it raises ends the run.
    then: Callable[[], None] = lambda: None

    def __call__(
        self,
        phase: Phase,
        fraction: float | None,
        left_s: float | None,
        note: Mapping[str, Any] | None,
    ) -> None:
        if note is not None:
            self.note = dict(note)
        if phase not in self.phases[-1:]:
            self.phases.append(phase)
        if fraction is not None:
            self.fractions.append(fraction)
        self.then()


def finisher(job: Finishing) -> Finished:
    """One that changes nothing on the disk."""
    job.bind()
    job.pulse(1.0)
    return Finished(first_boot_sha256=KEY_SHA256)


def parameters(ordered: Image, **more: Any) -> Parameters:
    told = {"over": "erased", "tag": "4217038523", **more}
    return Parameters(
        image=ordered.sha256, name=ordered.told.name, release=ordered.told.release, **told
    )


def task(ordered: Image, boot: str = "boot-1", **more: Any) -> Task:
    return Task(
        order_id="an-order",
        machine=MACHINE,
        boot_id=boot,
        parameters=parameters(ordered, **more),
        home=None,
        manner=MANNER,
    )


def blank(size_bytes: int = DISK_BYTES, **faults: Any) -> FaultyDisk:
    """It reads random: as after a crypto erase, where nothing that is not written is right."""
    return FaultyDisk(size_bytes, seed=7, **faults)


def run_of(
    ordered: Image,
    disk: FaultyDisk,
    notebook: Notebook | None = None,
    *,
    boot: str = "boot-1",
    opens: Opens | None = None,
    ground: Any = None,
    finish: Any = finisher,
    **more: Any,
) -> Run:
    notebook = notebook or Notebook()
    return Run(
        task=task(ordered, boot, **more),
        ground=ground or MemoryGround(disk),
        opens=opens or (lambda rest, lost: MemorySource(ordered, rest, lost)),
        finisher=finish,
        progress=notebook,
        checkpoint=notebook.note,
    )


def put(ordered: Image, disk: FaultyDisk, *args: Any, **more: Any) -> Evidence:
    evidence = run_of(ordered, disk, *args, **more).run()
    assert contradictions(evidence) == ()
    return evidence

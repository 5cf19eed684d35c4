"""Orders of images for tests: a server with one image, disks that outlive any agent."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from diagnostics.imaging.finisher import Finished, Finishing
from diagnostics.link.errors import NoConnection, NotThere
from diagnostics.link.trust import Trust
from diagnostics.orders.executors.image import Image
from diagnostics.orders.work import Work
from diagnostics.report import Disk
from diagnostics.wire.imaging import Evidence, understand_evidence
from tests.diagnostics.erasure.faulty import FaultyDisk
from tests.diagnostics.erasure.grounds import MemoryGround
from tests.diagnostics.imaging.imaging import (
    DISK_BYTES,
    MANNER,
    image,
)
from tests.diagnostics.orders.doubles import disk, eventually
from tests.diagnostics.orders.keeping import Bench
from tests.images import Image as Made

#: Writes come in their order then, however the threads of a test are served.
ONE_LANE = replace(MANNER, lanes=1)
ONE, TWO = disk(1), disk(2)
ORDERED = image(seed=4)


@dataclass
class Files:
    """A server with one image; away, or without it, as a test wants."""

    image: Made = ORDERED
    address: str = "https://workshop.example"
    trust: Trust = field(default_factory=lambda: Trust(fingerprint="f" * 64))
    down: threading.Event = field(default_factory=threading.Event)
    gone: bool = False
    asked: int = 0

    def image_file(
        self, sha256: str, name: str, /, *, start: int = 0, length: Any = None, anew: bool = False
    ) -> Iterator[bytes]:
        self.asked += 1
        if self.down.is_set():
            raise NoConnection("it is away")
        if self.gone or sha256 != self.image.sha256:
            raise NotThere("there is no such image", "unknown_image")
        files = {"manifest": self.image.manifest, "map": self.image.map}
        content = {**files, "blocks": self.image.blocks}[name]
        yield content[start : start + (len(content) if length is None else length)]


@dataclass
class Shelf:
    """The disks that orders find, by serial: they outlive any agent."""

    disks: dict[str, FaultyDisk] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)

    def __call__(self, work: Work, here: Disk) -> MemoryGround:
        self.found.append(here.name)
        return MemoryGround(self.disks[here.serial or ""])


def shelf(kind: Callable[..., FaultyDisk] = FaultyDisk, **more: Any) -> Shelf:
    first = kind(DISK_BYTES, **more)
    return Shelf({str(ONE.serial): first, str(TWO.serial): FaultyDisk(DISK_BYTES)})


def first(found: Shelf) -> Any:
    return found.disks[str(ONE.serial)]


def finished(_job: Finishing) -> Finished:
    return Finished(first_boot_sha256="b" * 64)


def imager(found: Shelf, files: Files | None = None, **more: Any) -> Image:
    server = files or Files()
    told = {"often_s": 0, "silence_s": 30, "finisher": finished, **more}
    return Image(server=lambda: server, ground=found, manner=ONE_LANE, **told)


def issue(b: Bench, target: Any = ONE, **more: Any) -> str:
    asked = {"image": ORDERED.sha256, "name": "mini", "release": "1", "over": "erased"}
    return b.issue("image", target, parameters={**asked, "tag": "4217038523", **more})


def evidence(b: Bench, order: str) -> Evidence:
    """As the server reads it: strictly."""
    return understand_evidence(dict(b.server.known[order].result))


def no_work() -> bool:
    return "disk-work" not in [one.name for one in threading.enumerate()]


def cut(b: Bench, found: Shelf, *, power: bool) -> None:
    b.keeper.close()
    first(found).let(99)
    assert eventually(lambda: not b.keeper.running())
    assert eventually(no_work)
    if power:
        b.journal.unlink()
        b.box.restart(lambda disks: disks.reverse())
        first(found).power_cut()

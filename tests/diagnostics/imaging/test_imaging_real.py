"""Real block devices, a real server, the real engine of the erasure's ground: the whole way."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from diagnostics.blockio import open_device
from diagnostics.erasure.engine import RealGround
from diagnostics.imaging import pieces
from diagnostics.imaging.disk import Target
from diagnostics.imaging.engine import Run, putting
from diagnostics.imaging.finisher import Finished, Finishing
from diagnostics.imaging.sources.folder import FolderSource
from diagnostics.imaging.sources.http import HttpSource
from diagnostics.imaging.writing import Manner
from diagnostics.link.client import Client
from diagnostics.wire.imaging import Evidence, contradictions
from tests.diagnostics.erasing.loop_machine import LoopMachine
from tests.diagnostics.erasure.faulty import PowerCut
from tests.diagnostics.erasure.loops import loop, small_filesystem, why_not
from tests.diagnostics.imaging.imaging import Notebook, task
from tests.diagnostics.imaging.serving import TOKEN, serving
from tests.diagnostics.imaging.test_putting_cuts import after
from tests.images import KIB, MIB, Image, make, some_disk

pytestmark = [
    pytest.mark.skipif(why_not() is not None, reason=str(why_not())),
    pytest.mark.usefixtures("real_commands"),
]

IMAGE_BYTES, DISK_BYTES = 12 * MIB, 16 * MIB
ORDERED = make(some_disk(IMAGE_BYTES, 3), most_bytes=512 * KIB, unused=((3 * MIB, 2 * MIB),))


@pytest.fixture(autouse=True)
def real_ends(small_ends: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "START_BYTES", MIB)
    monkeypatch.setattr(putting, "_ENDS_BYTES", MIB)


@dataclass
class Bed:
    """One loop device, as the disk ``sda`` of a machine."""

    file: Path
    machine: LoopMachine
    notebook: Notebook

    def run(self, source: Any, boot: str = "boot-1", finish: Any = None, **more: Any) -> Run:
        wanted = self.machine.disk("sda")
        asked = task(ORDERED, boot, **more)
        return Run(
            task=replace(asked, manner=Manner(lanes=2, flush_s=0.01, look_s=0.005)),
            ground=RealGround(host=self.machine.host, wanted=wanted, name="sda"),
            opens=source,
            finisher=finish or nothing,
            progress=self.notebook,
            checkpoint=self.notebook.note,
        )

    def holds(self, image: Image) -> bool:
        with open_device(Path("/dev") / self.machine.disks["sda"][0].name, writing=False):
            return image.is_on(self.file.read_bytes())


def nothing(job: Finishing) -> Finished:
    assert job.bind().name == "sda"
    return Finished()


def sound(evidence: Evidence) -> Evidence:
    assert contradictions(evidence) == ()
    return evidence


@pytest.fixture
def bed(tmp_path: Path) -> Iterator[Bed]:
    with ExitStack() as stack:
        file = tmp_path / "disk.img"
        file.write_bytes(b"\xa5" * DISK_BYTES)
        device = stack.enter_context(loop(file))
        machine = LoopMachine(tmp_path / "root", {"sda": (device, "MADE-UP-1")})
        machine.start()
        yield Bed(file, machine, Notebook())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return ORDERED.store(tmp_path / "images")


def test_over_http_onto_a_real_disk(bed: Bed) -> None:
    with serving(ORDERED) as shop, Client(shop.url, token=TOKEN) as client:
        run = bed.run(lambda rest, lost: HttpSource(ORDERED.sha256, lambda: client, rest, lost))
        evidence = sound(run.run())
    assert (evidence.result, evidence.reasons) == ("installed", ())
    assert bed.holds(ORDERED)
    assert evidence.disk.serial == "MADE-UP-1"
    between = bed.file.read_bytes()[3 * MIB : 5 * MIB]
    assert between == b"\xa5" * (2 * MIB), "nobody's concern, and not written"


def test_cuts_on_a_real_disk(bed: Bed, folder: Path) -> None:
    evidence = None
    for boot in range(40):
        bed.notebook.then = after(3 + boot, PowerCut)
        try:
            evidence = sound(bed.run(lambda *_: FolderSource(folder), f"boot-{boot}").run())
            break
        except PowerCut:
            continue
    assert evidence
    assert evidence.result == "installed"
    assert bed.holds(ORDERED)
    assert evidence.interruptions


def test_a_disk_that_somebody_uses(bed: Bed, folder: Path) -> None:
    with open_device(bed.machine.disks["sda"][0]):
        evidence = sound(bed.run(lambda *_: FolderSource(folder)).run())
    assert evidence.reasons == ("in_use",)
    assert set(bed.file.read_bytes()) == {0xA5}


@pytest.mark.skipif(not shutil.which("mkfs.ext4"), reason="mkfs.ext4 is not installed")
def test_a_disk_with_a_filesystem(bed: Bed, folder: Path) -> None:
    subprocess.run(["mkfs.ext4", "-q", "-F", str(bed.machine.disks["sda"][0])], check=True)
    evidence = sound(bed.run(lambda *_: FolderSource(folder)).run())
    assert evidence.reasons == ("not_blank",)
    assert evidence.messages == ("there is something on the disk: ext2, ext3 or ext4",)
    again = sound(bed.run(lambda *_: FolderSource(folder), over="image").run())
    assert again.result == "installed"


def test_a_real_disk_that_fails_to_write(tmp_path: Path, folder: Path) -> None:
    """Its file lies on a filesystem that is full halfway."""
    with small_filesystem(tmp_path / "small", 6 * MIB) as place:
        file = place / "disk.img"
        with file.open("wb") as made:
            made.truncate(DISK_BYTES)
        with loop(file) as device:
            machine = LoopMachine(tmp_path / "root", {"sda": (device, "MADE-UP-1")})
            machine.start()
            evidence = sound(
                Bed(file, machine, Notebook()).run(lambda *_: FolderSource(folder)).run()
            )
    assert evidence.result == "not_installed"
    assert evidence.reasons[0] in {"write_errors", "read_back_differs"}


def test_the_kernel_makes_zeros(tmp_path: Path) -> None:
    file = tmp_path / "disk.img"
    file.write_bytes(b"\xa5" * (4 * MIB))
    with loop(file) as device, open_device(device) as disk:
        assert disk.zero(MIB, MIB)
        Target(disk, lambda: None).write_zeros(3 * MIB, 64 * KIB)
        disk.flush()
    content = file.read_bytes()
    assert not any(content[MIB : 2 * MIB])
    assert not any(content[3 * MIB : 3 * MIB + 64 * KIB])
    assert set(content[2 * MIB : 3 * MIB]) == {0xA5}


def test_a_file_takes_zeros_that_are_written(tmp_path: Path) -> None:
    file = tmp_path / "disk.img"
    file.write_bytes(b"\xa5" * (4 * MIB))
    with open_device(file) as disk:
        assert not disk.zero(MIB, MIB)
        Target(disk, lambda: None).write_zeros(MIB, 2 * MIB)
    assert not any(file.read_bytes()[MIB : 3 * MIB])
    assert set(file.read_bytes()[:MIB]) == {0xA5}

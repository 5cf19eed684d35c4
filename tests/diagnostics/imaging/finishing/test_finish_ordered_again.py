"""Written, finished in part, and written once more: with the real finishing, on a real disk."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from diagnostics.blockio import Device, open_device
from diagnostics.erasure.planning import Surroundings
from diagnostics.imaging.engine import Run
from diagnostics.imaging.finisher import Finished, Finishing, NotFinished
from diagnostics.imaging.finishing import finish
from diagnostics.imaging.writing import Manner
from diagnostics.probes.host import Host
from diagnostics.report import Disk
from diagnostics.wire.imaging import Evidence
from tests.diagnostics.erasure.faulty import PowerCut
from tests.diagnostics.erasure.loops import why_not
from tests.diagnostics.imaging.finishing import installed
from tests.diagnostics.imaging.finishing.installed import DISK_BYTES, IMAGE_BYTES, Written, run
from tests.diagnostics.imaging.imaging import MemorySource, Notebook, task
from tests.images import Image, make

pytestmark = [
    pytest.mark.skipif(why_not() is not None, reason=str(why_not())),
    pytest.mark.usefixtures("real_commands"),
]


@dataclass
class LoopGround:
    """One loop device, which is nobody else's."""

    disk: Path
    host: Host

    def bind(self) -> Disk:
        return Disk(name=self.disk.name, serial="LOOP-1", size_bytes=DISK_BYTES)

    def around(self) -> Surroundings:
        return Surroundings()

    def hold(self) -> AbstractContextManager[Device]:
        return open_device(self.disk)

    def now(self) -> float:
        return 0.0

    def wall(self) -> datetime:
        return datetime.now(UTC)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Written]:
    with installed.gpt(tmp_path) as written:
        yield written


@pytest.fixture
def ordered(disk: Written) -> Image:
    """Of what lies on the disk, which is empty then."""
    content = disk.backing.read_bytes()[:IMAGE_BYTES]
    told = disk.manifest
    made = make(content, table=told.table, partitions=told.partitions)
    with open_device(disk.disk) as device:
        for place in range(0, DISK_BYTES, 2**20):
            device.zero(place, 2**20)
    return made


def put(
    ordered: Image,
    disk: Written,
    finisher: Callable[[Finishing], Finished],
    notebook: Notebook | None = None,
    boot: str = "boot-1",
    **more: Any,
) -> Evidence:
    notebook = notebook or Notebook()
    return Run(
        task=replace(task(ordered, boot, **more), manner=Manner(lanes=2)),
        ground=LoopGround(disk.disk, Host(root=Path("/"))),
        opens=lambda rest, lost: MemorySource(ordered, rest, lost),
        finisher=finisher,
        progress=notebook,
        checkpoint=notebook.note,
    ).run()


def ended_by(error: BaseException) -> Callable[[Finishing], Finished]:
    """Once the last partition has its own number, and fills the disk."""

    def finisher(job: Finishing) -> Finished:
        def pulse(fraction: float | None) -> None:
            job.pulse(fraction)
            if fraction == 0.8:
                raise error

        return finish(replace(job, pulse=pulse))

    return finisher


def check(disk: Written, evidence: Evidence) -> None:
    assert (evidence.result, evidence.reasons) == ("installed", ())
    assert evidence.grown
    assert "No problems found" in run("sgdisk", "--verify", disk.disk)
    disk.sound(3)
    numbers, root = disk.numbers(), disk.files(3)
    assert root["etc/hostname"].startswith("atelier-")
    for text in (root["etc/fstab"], root["boot/grub/grub.cfg"]):
        named = re.findall(r"[0-9A-Fa-f]{4,8}-[0-9A-Fa-f-]{4,}", text)
        assert named
        assert {one.lower() for one in named} <= numbers


def test_what_could_not_be_finished_is_ordered_once_more(disk: Written, ordered: Image) -> None:
    """By then the kernel knows the partitions of the first time, and they are larger."""
    failed = put(ordered, disk, ended_by(NotFinished("not_finished", "no room")))
    assert failed.reasons == ("not_finished",)
    check(disk, put(ordered, disk, finish, over="image"))


def test_the_power_goes_late_in_the_finishing(disk: Written, ordered: Image) -> None:
    notebook = Notebook()
    with pytest.raises(PowerCut):
        put(ordered, disk, ended_by(PowerCut()), notebook)
    check(disk, put(ordered, disk, finish, notebook, boot="boot-2"))

"""The real ground: a real block device, known by what is asked of it and by its number."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from diagnostics import wire
from diagnostics.blockio import InUse, open_device
from diagnostics.erasure.engine import RealGround, Run, as_noted
from diagnostics.identity import Changed
from diagnostics.probes import lsblk
from diagnostics.probes.host import Host
from diagnostics.wire.erasure import contradictions
from tests.diagnostics.conftest import play
from tests.diagnostics.erasure.grounds import Notebook, task
from tests.diagnostics.erasure.loops import loop, why_not

pytestmark = [
    pytest.mark.skipif(why_not() is not None, reason=str(why_not())),
    pytest.mark.usefixtures("real_commands"),
]

SIZE = 4 * 2**20
TEXT = b"vertrouwelijk "
ORDERED = wire.Disk(serial="LOOP-1", model="MADE UP", size_bytes=SIZE)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    path = tmp_path / "disk.img"
    path.write_bytes((TEXT * (SIZE // len(TEXT) + 1))[:SIZE])
    return path


@pytest.fixture
def host(tmp_path: Path, image: Path) -> Iterator[Host]:
    """A machine whose ``vda`` is a loop device over the image."""
    root = tmp_path / "root"
    with loop(image) as device:
        number = device.stat().st_rdev
        place(root, "sys/class/block/vda/dev", f"{os.major(number)}:{os.minor(number)}")
        place(root, "sys/class/block/vda/diskseq", "7")
        place(root, "proc/self/mountinfo", "1 0 0:1 / / rw - tmpfs tmpfs rw")
        place(root, "proc/swaps", "Filename Type Size Used Priority")
        (root / "dev").mkdir()
        os.mknod(root / "dev/vda", 0o600 | 0o060000, number)
        yield Host(root=root, run=play(recorded()), is_root=True)


def recorded(**facts: Any) -> dict[str, tuple[int, str]]:
    row = {
        "name": "vda",
        "kname": "vda",
        "type": "disk",
        "tran": "virtio",
        "size": SIZE,
        "model": "MADE UP",
        "serial": "LOOP-1",
        "rota": False,
        **facts,
    }
    listed = json.dumps({"blockdevices": [row]})
    return {f"lsblk --json --bytes --output {lsblk.COLUMNS}": (0, listed)}


def place(root: Path, relative: str, text: str) -> None:
    path = root / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n")


def test_a_disk_is_erased_from_end_to_end(host: Host, image: Path) -> None:
    told = Run(task(), RealGround(host, ORDERED, "vda"), Notebook()).run()
    assert (told.result, told.method, told.disk.serial) == ("erased", "overwrite", "LOOP-1")
    assert contradictions(told) == ()
    assert image.read_bytes() == bytes(SIZE)


def test_another_serial_is_another_disk(host: Host, image: Path) -> None:
    ground = RealGround(host, wire.Disk(serial="LOOP-2", size_bytes=SIZE), "vda")
    with pytest.raises(Changed, match="serial"):
        Run(task(), ground, Notebook()).run()
    assert TEXT in image.read_bytes()[-4096:]


def test_a_device_file_of_another_disk_is_not_written(host: Host, image: Path) -> None:
    """What the kernel calls vda now is not what was opened."""
    place(host.root, "sys/class/block/vda/dev", "7:99")
    told = Run(task(), RealGround(host, ORDERED, "vda"), Notebook()).run()
    assert (told.result, told.reasons) == ("not_erased", ("identity_changed",))
    assert image.read_bytes() == (TEXT * (SIZE // len(TEXT) + 1))[:SIZE]


def test_put_in_again_between_two_looks_is_another_disk(host: Host) -> None:
    ground = RealGround(host, ORDERED, "vda")
    ground.bind()
    place(host.root, "sys/class/block/vda/diskseq", "8")
    with pytest.raises(Changed, match="another disk has its name"), ground.hold():
        pytest.fail("it was held")


def test_what_somebody_else_holds_is_in_the_way(host: Host, image: Path) -> None:
    with open_device(host.path("dev/vda")):
        told = Run(task(), RealGround(host, ORDERED, "vda"), Notebook()).run()
        with pytest.raises(InUse), RealGround(host, ORDERED, "vda").hold():
            pytest.fail("it was held")
    assert (told.result, told.reasons) == ("not_erased", ("in_use",))
    assert TEXT in image.read_bytes()[:4096]


def test_a_mounted_disk_is_in_the_way(host: Host) -> None:
    number = (host.read("sys/class/block/vda/dev") or "").strip()
    place(host.root, "proc/self/mountinfo", f"1 0 {number} / /home rw - ext4 /dev/vda rw")
    told = Run(task(), RealGround(host, ORDERED, "vda"), Notebook()).run()
    assert (told.result, told.reasons) == ("not_erased", ("in_use",))
    assert [(o.code, o.detail) for o in told.plan.obstacles if o.blocking] == [("mounted", "/home")]


def test_a_part_made_visible_belongs_to_the_disk_of_the_order() -> None:
    assert as_noted(ORDERED, 2 * SIZE).size_bytes == 2 * SIZE
    assert as_noted(ORDERED, None) == ORDERED


def test_nobody_said_that_the_machine_may_sleep(host: Host) -> None:
    assert RealGround(host, ORDERED, "vda").may_sleep()

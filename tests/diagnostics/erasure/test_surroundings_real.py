"""The same of the kernel's own block devices: loops, mounted, swapped to, held and looped over."""

import os
import subprocess
from pathlib import Path

import pytest

from diagnostics.erasure.planning import Surroundings
from diagnostics.erasure.surroundings import look
from diagnostics.probes.host import Host
from tests.diagnostics.erasure.loops import loop, why_not

pytestmark = [
    pytest.mark.skipif(why_not() is not None, reason=str(why_not())),
    pytest.mark.usefixtures("real_commands"),
]


@pytest.fixture
def image(tmp_path):
    path = tmp_path / "disk.img"
    path.write_bytes(bytes(8 * 2**20))
    return path


def run(*command):
    subprocess.run([str(one) for one in command], check=True, capture_output=True)


def codes(device):
    around = look(Host(), device.name)
    assert around.unread == ()
    return {use.code for use in around.uses}


def test_a_disk_that_nobody_uses(image):
    with loop(image) as device:
        assert look(Host(), device.name) == Surroundings()


def test_a_mounted_disk(image, tmp_path):
    point = tmp_path / "point with blanks"
    point.mkdir()
    with loop(image) as device:
        run("mkfs.ext4", "-q", device)
        run("mount", device, point)
        try:
            [use] = look(Host(), device.name).uses
        finally:
            run("umount", point)
        assert (use.code, use.detail) == ("mounted", str(point))
        assert codes(device) == set()


def test_a_disk_in_swap(image):
    with loop(image) as device:
        run("mkswap", device)
        run("swapon", device)
        try:
            assert codes(device) == {"swap"}
        finally:
            run("swapoff", device)
        assert codes(device) == set()


def test_a_loop_over_a_disk(image):
    with loop(image) as below, loop(Path(below)) as above:
        assert codes(below) == {"held"}
        assert codes(above) == set()


def test_a_disk_that_somebody_holds(image):
    with loop(image) as device:
        descriptor = os.open(device, os.O_RDWR | os.O_EXCL)
        try:
            assert codes(device) == {"held"}
        finally:
            os.close(descriptor)


def test_the_disk_that_this_system_runs_from():
    number = Path("/").stat().st_dev
    name = Path(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}")
    if not name.exists():
        pytest.skip("the root of this system is not on a disk")
    disk = name.resolve()
    disk = disk.parent if (disk / "partition").exists() else disk
    assert {use.code for use in look(Host(), disk.name).uses} & {"mounted", "mapping", "volume"}

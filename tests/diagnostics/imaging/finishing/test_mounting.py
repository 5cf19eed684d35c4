"""Mounted for as long as it takes, and free afterwards: for e2fsck, and for the kernel."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from diagnostics.imaging.finisher import NotFinished
from diagnostics.imaging.finishing import kernel, mounting
from diagnostics.imaging.finishing.work import Work
from tests.diagnostics.erasure.loops import why_not
from tests.diagnostics.imaging.finishing import installed
from tests.diagnostics.imaging.finishing.installed import Written

pytestmark = [
    pytest.mark.skipif(why_not() is not None, reason=str(why_not())),
    pytest.mark.usefixtures("real_commands"),
]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Written]:
    with installed.gpt(tmp_path) as written:
        yield written


@pytest.fixture
def work(disk: Written) -> Work:
    made = Work(disk.job())
    kernel.look_again(made)
    return made


def elsewhere(seconds: str) -> subprocess.Popen[bytes]:
    """Somebody who has a view of all mounts of his own: there it stays mounted until he ends."""
    command = ["unshare", "--mount", "--propagation", "private", "sh", "-c"]
    process = subprocess.Popen([*command, f"echo; sleep {seconds}"], stdout=subprocess.PIPE)
    assert process.stdout
    assert process.stdout.readline() == b"\n"
    return process


def test_somebody_else_sees_it_mounted_for_a_moment(disk: Written, work: Work) -> None:
    with mounting.mounted(work, disk.part(3), "ext4"):
        other = elsewhere("1")
    disk.sound(3)
    other.communicate()


def test_somebody_else_keeps_it(disk: Written, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mounting, "_BUSY_S", 0.3)
    with pytest.raises(NotFinished) as caught, mounting.mounted(work, disk.part(3), "ext4"):
        other = elsewhere("2")
    assert caught.value.reason == "in_use"
    other.communicate()


def test_unmounted_whatever_happens_inside(disk: Written, work: Work) -> None:
    def look(folder: Path) -> None:
        assert (folder / "etc/fstab").exists()
        raise KeyError

    with pytest.raises(KeyError), mounting.mounted(work, disk.part(3), "ext4") as folder:
        look(folder)
    assert str(disk.disk) not in Path("/proc/self/mounts").read_text()

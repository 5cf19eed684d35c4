"""Cut off anywhere, and done again: the disk ends as if nothing had happened."""

import multiprocessing
import os
import re
import shutil
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from diagnostics import identity
from diagnostics.imaging.finisher import Finished
from diagnostics.imaging.finishing import finish
from diagnostics.wire.imaging import Made
from tests.diagnostics.erasure.loops import why_not
from tests.diagnostics.imaging.finishing import installed
from tests.diagnostics.imaging.finishing.installed import Written, attached, run

pytestmark = [
    pytest.mark.skipif(why_not() is not None, reason=str(why_not())),
    pytest.mark.usefixtures("real_commands"),
]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Written]:
    with installed.gpt(tmp_path) as written:
        yield written


def told(done: Finished) -> list[Made]:
    """Without what says only that it was done before."""
    return [replace(row, why=None) for row in done.made]


def check(disk: Written, done: Finished, whole: Finished) -> None:
    """It starts, as far as that can be seen without a machine."""
    assert told(done) == told(whole)
    assert done.grown == whole.grown
    assert "No problems found" in run("sgdisk", "--verify", disk.disk)
    disk.sound(3)
    run("fsck.vfat", "-n", disk.part(2))
    numbers, root = disk.numbers(), disk.files(3)
    menu = (disk.on_esp("EFI/debian/grub.cfg") or b"").decode()
    for text in (root["etc/fstab"], root["boot/grub/grub.cfg"], menu):
        named = re.findall(r"[0-9A-Fa-f]{4,8}-[0-9A-Fa-f-]{4,}", text)
        assert named
        assert {one.lower() for one in named} <= numbers
    assert disk.on_esp("EFI/BOOT/BOOTX64.EFI") == b"shim" * 1000
    assert not [name for name in root if ".atelier-" in name]
    assert ".atelier" not in run("mdir", "-/", "-b", "-i", disk.part(2), "::")


def cut_at(disk: Written, every: int) -> tuple[Finished, list[Path]]:
    """The whole of it, and what was on the disk for good at each so many steps of it."""
    copies: list[Path] = []
    steps = 0

    def pulse(_: float | None) -> None:
        nonlocal steps
        steps += 1
        if steps % every == 0 and not _grows_unmounted(disk):
            copies.append(disk.folder / f"cut-{steps}.img")
            run("cp", "--sparse=always", disk.backing, copies[-1])

    return finish(disk.job(pulse=pulse)), copies


def _grows_unmounted(disk: Written) -> bool:
    """Where the kernel may not grow what is mounted (CAP_SYS_RESOURCE), resize2fs does it alone.

    A cut into that it does not survive: the disk is *not finished* then, and written anew.
    """
    command = b"resize2fs\0" + str(disk.part(3)).encode()
    lines = (path / "cmdline" for path in Path("/proc").glob("[0-9]*"))
    return any(command in _read(line) for line in lines)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""  # it ended meanwhile


def survive(disk: Written, every: int) -> None:
    whole, copies = cut_at(disk, every)
    assert len(copies) > 5
    for copy in copies:
        with attached(disk, copy) as cut:
            check(cut, finish(cut.job()), whole)
        copy.unlink()


def test_power_cuts(disk: Written) -> None:
    survive(disk, every=9)


@pytest.mark.long
def test_power_cuts_at_every_step(disk: Written) -> None:
    survive(disk, every=1)


def test_twice_changes_nothing_but_the_key(disk: Written) -> None:
    once = finish(disk.job())
    again = finish(disk.job())
    check(disk, again, once)
    assert again.first_boot_sha256 != once.first_boot_sha256


@pytest.mark.parametrize("step", [22, 26, 40])
def test_the_agent_is_killed(disk: Written, step: int) -> None:
    """What it mounted stays so: whoever comes next takes it away."""
    _killed_at(disk, step)
    done = finish(disk.job())
    check(disk, done, finish(disk.job()))
    assert not _is_mounted(disk)


def test_killed_while_it_is_mounted(disk: Written) -> None:
    _killed_at(disk, 24, until_mounted=True)
    assert _is_mounted(disk)
    done = finish(disk.job())
    assert not _is_mounted(disk)
    assert done.grown


def _killed_at(disk: Written, step: int, *, until_mounted: bool = False) -> None:
    """A process of its own: not a fork, in which threads are missing that it would wait for."""
    process = multiprocessing.get_context("spawn").Process(
        target=_finish_and_die, args=(disk, step, until_mounted)
    )
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL


def _finish_and_die(disk: Written, step: int, until_mounted: bool) -> None:
    left = step

    def pulse(_: float | None) -> None:
        nonlocal left
        left -= 1
        if left <= 0 and (not until_mounted or _is_mounted(disk)):
            os.kill(os.getpid(), signal.SIGKILL)

    finish(disk.job(pulse=pulse))


def _is_mounted(disk: Written) -> bool:
    return str(disk.disk) in Path("/proc/self/mounts").read_text()


class Stopped(OSError):
    """What a pulse raises: of a kind that the finishing meets otherwise as well."""


@pytest.mark.parametrize("step", [2, 30, 60])
def test_a_person_ends_it(disk: Written, step: int) -> None:
    left = step

    def pulse(_: float | None) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Stopped("a person wants it")

    with pytest.raises(Stopped):
        finish(disk.job(pulse=pulse))
    assert not _is_mounted(disk)
    check(disk, finish(disk.job()), finish(disk.job()))


def test_another_disk_is_there_now(disk: Written) -> None:
    def bind() -> None:
        raise identity.Changed("another serial")

    before = _content(disk)
    with pytest.raises(identity.Changed):
        finish(disk.job(bind=bind))
    assert _content(disk) == before


def _content(disk: Written) -> bytes:
    copy = disk.folder / "copy"
    shutil.copyfile(disk.backing, copy)
    return copy.read_bytes()

"""Finding and mounting the data partition: recorded, and with real mounts on a loop device."""

import fcntl
import json
import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from diagnostics.link import medium, spool
from diagnostics.link.medium import MediumError, NoMedium, Partition
from diagnostics.probes.host import Host
from diagnostics.run import Completed, Failed, TimedOut, run
from tests.diagnostics.link.conftest import LSBLK, blocks


def host_with(found, tmp_path) -> Host:
    def play(args, timeout_s=10, accept=(0,)) -> Completed:
        assert " ".join(args) == LSBLK
        if isinstance(found, Exception):
            raise found
        return Completed(tuple(args), json.dumps(found).encode(), "", 0)

    return Host(root=tmp_path, run=play)


def test_only_a_partition_on_a_stick_of_ours_counts(tmp_path) -> None:
    """The laptop's own disk may have a partition of that name; it is not ours."""
    assert medium.find(host_with(blocks(), tmp_path)) == Partition("/dev/sdb3", "/dev/sdb")


@pytest.mark.parametrize(
    "found",
    [
        blocks(whole="DEBIAN"),
        blocks(label="BACKUP"),
        blocks(fstype="ext4"),
        {"blockdevices": []},
        {},
        [],
        {"blockdevices": [{"path": "/dev/sdb", "fstype": "iso9660", "label": "ATELIER_MEDIUM"}]},
        TimedOut("lsblk", 10),
    ],
)
def test_anything_else_is_left_alone(found, tmp_path) -> None:
    host = host_with(found, tmp_path)
    assert medium.find(host) is None
    with pytest.raises(NoMedium), medium.writing(host):
        pytest.fail("nothing to write to")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mount: wrong fs type, bad superblock", "is beschadigd"),
        ("mount: special device /dev/sdb3 does not exist.", "zit er niet (meer) in"),
        ("mount: cannot mount /dev/sdb3 read-only.", "niet geschreven worden"),
    ],
)
def test_a_stick_that_cannot_be_mounted_says_why(stick, text: str, said: str) -> None:
    stick.fails["mount"] = text
    with pytest.raises(MediumError) as caught, medium.writing(stick.host):
        pytest.fail("not mounted")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("number", "said"),
    [(28, "is vol"), (30, "niet geschreven"), (5, "zit er niet"), (71, "beschadigd")],
)
def test_what_goes_wrong_while_writing_says_what_to_do(stick, number: int, said: str) -> None:
    with pytest.raises(MediumError) as caught, medium.writing(stick.host):
        raise OSError(number, "made up")
    assert said in str(caught.value)
    assert stick.commands[-1][0] == "umount"


def test_a_stick_gone_at_the_end_is_told_and_let_go(stick) -> None:
    stick.fails["umount"] = "umount: /run/atelier/data: No such device"
    with pytest.raises(MediumError, match="zit er niet"), medium.writing(stick.host):
        pass
    assert stick.commands[-1][:2] == ["umount", "--lazy"]


def test_a_system_that_runs_from_the_stick_goes_round_by_a_loop(stick) -> None:
    """With 2 GB the whole disk is mounted, and its partitions are busy."""

    def busy_once(args, timeout_s=10, accept=(0,)) -> Completed:
        if args[0] == "mount" and "loop" not in args[4]:
            text = "mount: /dev/sdb3 already mounted or mount point busy."
            raise Failed(Completed(tuple(args), b"", text, 32))
        return stick(args, timeout_s, accept)

    host = Host(root=stick.root, run=busy_once)
    with medium.writing(host) as folder:
        (folder / "there").write_text("x")
    assert (stick.content / "there").exists()
    assert stick.options == ["loop,rw,flush,nosuid,nodev,noexec,umask=077"]


def test_what_somebody_else_mounted_is_not_mounted_round_by_a_loop(stick) -> None:
    (stick.root / "proc").mkdir()
    (stick.root / "proc/mounts").write_text("/dev/sdb3 /mnt vfat rw 0 0\n")
    stick.fails["mount"] = "mount: /dev/sdb3 already mounted or mount point busy."
    with pytest.raises(MediumError, match="nog in gebruik"), medium.writing(stick.host):
        pytest.fail("mounted twice")
    assert stick.options == ["rw,flush,nosuid,nodev,noexec,umask=077"]


# --- with real mounts

KNOWN = Path("/proc/filesystems").read_text().split()


class Real:
    """Real commands on a loop device. Where this kernel has no FAT, ext4 stands in for it.

    What udev would tell ``lsblk`` is recorded, as it does not run everywhere.
    """

    def __init__(self, device: str) -> None:
        self.device, self.kind = device, "vfat" if "vfat" in KNOWN else "ext4"

    def __call__(self, args, timeout_s=10, accept=(0,)) -> Completed:
        if args[0] == "lsblk":
            recorded = blocks(self.device) if self.device else {}
            return Completed(tuple(args), json.dumps(recorded).encode(), "", 0)
        if args[0] == "mount" and self.kind == "ext4":
            options = args[4].replace(",umask=077", "").replace(",flush", "")
            args = ["mount", "-t", "ext4", "-o", options, *args[5:]]
        return run(args, timeout_s, accept)


def tool(*arguments) -> str:
    path = shutil.which(arguments[0], path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if path is None:
        pytest.skip(f"{arguments[0]} is not installed")
    done = subprocess.run([path, *arguments[1:]], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"{' '.join(map(str, arguments))}: {done.stderr.decode().strip()}")
    return done.stdout.decode().strip()


@pytest.fixture
def image(tmp_path) -> Path:
    path = tmp_path / "image"
    with path.open("wb") as file:
        file.truncate(8 << 20)
    if "vfat" in KNOWN:
        tool("mkfs.vfat", "-n", "ATELIER", path)
    else:
        tool("mkfs.ext4", "-q", "-O", "^has_journal", "-L", "ATELIER", path)
    return path


@pytest.fixture
def real(real_commands, image, tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root may mount")
    device = tool("losetup", "--find", "--show", image)
    yield Host(root=tmp_path, run=Real(device))
    tool("losetup", "--detach", device)


def mounts(host: Host) -> list[str]:
    point = str(host.path("run/atelier/data"))
    return [line for line in Path("/proc/mounts").read_text().splitlines() if point in line]


def test_a_report_is_on_the_real_medium_once_it_was_kept(real, image) -> None:
    kept = spool.on_medium(real)
    assert kept.keep(b"one", "1") == "ATELIER/reports/atelier-1.json"
    assert mounts(real) == []
    assert kept.waiting() == ("atelier-1.json",)
    assert b"one" in image.read_bytes()


def test_what_is_read_is_mounted_read_only(real) -> None:
    with pytest.raises(MediumError, match="niet geschreven"), medium.reading(real) as folder:
        (folder / "x").write_text("no")
    assert mounts(real) == []


def test_round_by_a_loop_for_real(real, image) -> None:
    """The first mount is refused as on a stick from which the system runs; the second is real."""
    refused = []

    def busy_once(args, timeout_s=10, accept=(0,)) -> Completed:
        if args[0] == "mount" and not args[4].startswith("loop"):
            refused.append(args)
            text = "mount: /dev/sdb3 already mounted or mount point busy."
            raise Failed(Completed(tuple(args), b"", text, 32))
        return real.run(args, timeout_s, accept)

    kept = spool.on_medium(Host(root=real.root, run=busy_once))
    kept.keep(b"round by a loop", "1")
    assert kept.waiting() == ("atelier-1.json",)
    assert len(refused) == 2
    assert b"round by a loop" in image.read_bytes()
    assert mounts(real) == []


def test_what_a_crashed_agent_left_mounted_is_let_go_first(real) -> None:
    point = real.path("run/atelier/data")
    point.mkdir(parents=True)
    medium._try_mount(real, real.run.device, point, f"rw,flush,{medium._OPTIONS}")
    assert spool.on_medium(real).waiting() == ()
    assert mounts(real) == []


def test_a_full_medium_says_so_and_keeps_what_it_had(real) -> None:
    kept = spool.on_medium(real)
    kept.keep(b"one", "1")
    with pytest.raises(MediumError, match="is vol"):
        kept.keep(b"x" * (9 << 20), "2")
    assert kept.waiting() == ("atelier-1.json",)
    assert mounts(real) == []


def test_a_medium_of_rubbish_is_damaged(real, image) -> None:
    with image.open("r+b") as file:
        file.write(b"\xa5" * (1 << 20))
    with pytest.raises(MediumError, match="beschadigd"), medium.reading(real):
        pytest.fail("mounted rubbish")


def test_copies_taken_while_reports_are_kept_hold_every_earlier_one(real, image, tmp_path) -> None:
    """As if the stick was pulled out right after each: the report before it is whole on it."""
    kept = spool.on_medium(real)
    for number in range(5):
        kept.keep(b"%d" % number * 5000, str(number))
        copy = tmp_path / f"copy-{number}"
        shutil.copyfile(image, copy)
        device = tool("losetup", "--find", "--show", copy)
        try:
            there = _all(Host(root=tmp_path / "other", run=Real(device)))
        finally:
            tool("losetup", "--detach", device)
        assert there == [b"%d" % n * 5000 for n in range(number + 1)]


def _all(host: Host) -> list[bytes]:
    with medium.reading(host) as folder:
        return [path.read_bytes() for path in sorted((folder / "reports").iterdir())]


def test_two_processes_do_not_mount_it_at_once(stick) -> None:
    """``atelier-agent erase`` keeps evidence while the agent of the bench reads what waits."""
    with medium.writing(stick.host) as folder:
        (folder / "first").write_text("1")
    lock = stick.host.path("run/atelier/data.lock")
    reached = threading.Event()

    def read() -> None:
        with medium.reading(stick.host):
            reached.set()

    with lock.open("rb") as other:  # of another process: a lock is of an open file
        fcntl.flock(other, fcntl.LOCK_EX)
        reader = threading.Thread(target=read)
        reader.start()
        assert not reached.wait(0.2)
    reader.join(30)
    assert reached.is_set()

"""The root filesystem: the same folder gives the same bytes, and is all there."""

import hashlib
import os
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from atelier.workshop.imaging.building import BuildError, Recipe, ext4, load

ROOT = Path(__file__).parents[5]
EPOCH = 1_700_000_000
MIB = 2**20
NAMES = tuple(f"file-{number}" for number in range(300))

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="files of many owners: work for root")


@pytest.fixture
def recipe() -> Recipe:
    return load(ROOT / "config" / "images", "mini")


def _fill(tree: Path, names: Iterable[str]) -> Path:
    (tree / "etc").mkdir(parents=True)
    (tree / "many").mkdir()
    for name in names:
        (tree / "many" / name).write_text(name)
    (tree / "etc" / 'odd "name" of a file').write_text("odd")
    (tree / "etc" / "gebruikers-é").write_text("accents")
    (tree / "etc" / "link").symlink_to("../many/file-1")
    (tree / "etc" / "to-folder").symlink_to("/many")
    program = tree / "program"
    program.write_bytes(b"run" * 10_000)
    os.chown(program, 0, 42)
    program.chmod(0o4755)
    os.link(program, tree / "etc" / "same")
    secret = tree / "etc" / "shadow"
    secret.write_text("root:*:1::::::\n")
    secret.chmod(0o640)
    for path in (*tree.rglob("*"), tree):
        os.utime(path, (EPOCH + 99, EPOCH + 99), follow_symlinks=False)
    os.utime(secret, (EPOCH - 500, EPOCH - 500))
    return tree


@pytest.fixture
def make(tmp_path: Path, recipe: Recipe) -> Callable[[Path], Path]:
    def made(tree: Path) -> Path:
        path = tree.with_suffix(".ext4")
        ext4.make(path, tree, recipe, size_bytes=64 * MIB, epoch=EPOCH)
        return path

    return made


def _debugfs(image: Path, command: str) -> str:
    done = subprocess.run(
        ["/usr/sbin/debugfs", "-R", command, str(image)], capture_output=True, text=True, check=True
    )
    return done.stdout


def test_order_and_time_of_making_do_not_matter(tmp_path: Path, make: Callable[[Path], Path]):
    one = make(_fill(tmp_path / "one", NAMES))
    time.sleep(1.1)
    two = make(_fill(tmp_path / "two", reversed(NAMES)))
    assert _sha256(one) == _sha256(two)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_everything_is_as_it_was(tmp_path: Path, make: Callable[[Path], Path]):
    image = make(_fill(tmp_path / "tree", NAMES))
    assert _debugfs(image, 'cat "/etc/odd ""name"" of a file"') == "odd"
    assert _debugfs(image, "cat /etc/gebruikers-é") == "accents"
    assert _debugfs(image, "cat /many/file-299") == "file-299"
    program = _debugfs(image, "stat /program")
    assert "Mode:  04755" in program
    assert "Group:    42" in program
    assert "Links: 2" in program
    assert _inode(image, "/program") == _inode(image, "/etc/same")
    assert 'dest: "../many/file-1"' in _debugfs(image, "stat /etc/link")
    assert 'dest: "/many"' in _debugfs(image, "stat /etc/to-folder")
    assert "Mode:  0640" in _debugfs(image, "stat /etc/shadow")


def _inode(image: Path, path: str) -> str:
    return _debugfs(image, f"stat {path}").split()[1]


@pytest.mark.parametrize(
    ("path", "moment"),
    [("/etc/shadow", EPOCH - 500), ("/program", EPOCH), ("/many", EPOCH), ("/", EPOCH)],
)
def test_no_time_is_later_than_the_newest_package(
    tmp_path: Path, make: Callable[[Path], Path], path: str, moment: int
):
    told = _debugfs(make(_fill(tmp_path / "tree", NAMES)), f"stat {path}")
    times = {line.split()[0]: int(line.split()[1].split(":")[0], 16) for line in _times(told)}
    assert times["mtime:"] == moment
    assert set(times.values()) <= {moment, EPOCH}


def _times(told: str) -> list[str]:
    return [line for line in told.splitlines() if "time: 0x" in line]


def test_rights_of_a_program_stay(tmp_path: Path, make: Callable[[Path], Path]):
    tree = _fill(tmp_path / "tree", NAMES)
    may = bytes.fromhex("0100000200200000000000000000000000000000")  # cap_net_raw=ep
    try:
        os.setxattr(tree / "program", "security.capability", may)
    except OSError:
        pytest.skip("this filesystem keeps no capabilities")
    assert "security.capability" in _debugfs(make(tree), "ea_list /program")


def test_what_does_not_fit_is_said(tmp_path: Path, make: Callable[[Path], Path]):
    tree = _fill(tmp_path / "tree", NAMES)
    (tree / "large").write_bytes(b"x" * 80 * MIB)
    with pytest.raises(BuildError, match=r"does not fit in 64 MiB: make disk\.size_mb larger"):
        make(tree)


def test_what_no_package_has_is_refused(tmp_path: Path, make: Callable[[Path], Path]):
    tree = _fill(tmp_path / "tree", NAMES)
    os.mkfifo(tree / "pipe")
    with pytest.raises(BuildError, match="pipe is neither a file, a folder nor a link"):
        make(tree)

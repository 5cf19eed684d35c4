"""A power cut while a filesystem gets its number: half of its checksums hold the old one still."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from diagnostics.imaging.finisher import NotFinished
from diagnostics.imaging.finishing import filesystems
from diagnostics.imaging.finishing.layout import Part
from diagnostics.imaging.finishing.work import Work
from tests.diagnostics.erasure.loops import loop, why_not
from tests.diagnostics.imaging.finishing import installed
from tests.diagnostics.imaging.finishing.installed import MIB, run

pytestmark = [
    pytest.mark.skipif(why_not() is not None, reason=str(why_not())),
    pytest.mark.usefixtures("real_commands"),
]
OLD, NEW = "0aaf5c2e-1111-4222-8333-444455556666", "0aaf5c2e-9999-4222-8333-444455556666"
BLOCK = 4096
FILES = {f"folder-{n % 20}/file-{n}": f"content {n}\n" * (n % 300) for n in range(600)}


@pytest.fixture(scope="module")
def halves(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """Before the number changes, with our mark in it, and after."""
    image = tmp_path_factory.mktemp("filesystem") / "image"
    with image.open("wb") as file:
        file.truncate(32 * MIB)
    run("mkfs.ext4", "-q", "-F", "-U", OLD, "-N", "4096", image)
    with loop(image) as device, installed.mounted(device, image.parent / "filling") as root:
        installed.fill(root, FILES)
    run("e2fsck", "-f", "-p", image, check=False)
    run("tune2fs", "-M", filesystems._RENUMBERING, image)
    before = image.read_bytes()
    run("tune2fs", "-U", NEW, image)
    return before, image.read_bytes()


@pytest.fixture(params=["in order", "in any order"])
def cut(request: pytest.FixtureRequest, halves: tuple[bytes, bytes], tmp_path: Path) -> Path:
    """Half of what changes is there; never the first superblock, which tune2fs writes last."""
    before, after = halves
    changed = [
        place
        for place in range(BLOCK, len(before), BLOCK)
        if before[place : place + BLOCK] != after[place : place + BLOCK]
    ]
    assert len(changed) > 50
    half = len(changed) // 2
    some = changed[:half] if request.param == "in order" else random.Random(1).sample(changed, half)
    mixed = bytearray(before)
    for place in some:
        mixed[place : place + BLOCK] = after[place : place + BLOCK]
    path = tmp_path / "cut"
    path.write_bytes(mixed)
    return path


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Work]:
    with installed.gpt(tmp_path) as disk:
        yield Work(disk.job())


def part(path: Path) -> Part:
    return Part(
        number=3, path=path, start=0, sectors=0, kind="", guid="", filesystem="ext4", uuid=OLD
    )


def test_it_goes_on_and_nothing_is_lost(cut: Path, work: Work, tmp_path: Path) -> None:
    filesystems.go_on_renumbering(work, part(cut), NEW)
    filesystems.mend(work, part(cut))
    run("e2fsck", "-f", "-n", cut)
    assert f"UUID={NEW}" in run("blkid", "-p", "-o", "export", cut)
    with loop(cut) as device, installed.mounted(device, tmp_path / "seen") as root:
        for name, content in FILES.items():
            assert (root / name).read_text() == content
        assert list((root / "lost+found").iterdir()) == []
    assert work.messages == ["partition 3: it was cut off as it got its number, and got it now"]


def test_nothing_is_thrown_away_without_it(cut: Path, work: Work) -> None:
    """The same damage without our mark is not ours: it is told, and not mended by guessing."""
    with pytest.raises(NotFinished, match="its filesystem is damaged"):
        filesystems.mend(work, part(cut))


def test_a_sound_one_is_left_alone(halves: tuple[bytes, bytes], work: Work, tmp_path: Path) -> None:
    path = tmp_path / "done"
    path.write_bytes(halves[1])
    done = Part(
        number=3, path=path, start=0, sectors=0, kind="", guid="", filesystem="ext4", uuid=NEW
    )
    filesystems.go_on_renumbering(work, done, NEW)
    assert path.read_bytes() == halves[1]

"""Real filesystems, through the store, onto a disk full of noise: every file is the same."""

import hashlib
import shutil
from pathlib import Path

import pytest

from atelier.workshop.imaging import store
from atelier.workshop.imaging.store.cutting import BRIDGE_BYTES
from diagnostics.wire.imaging import Package
from tests.atelier.workshop.imaging import disks
from tests.atelier.workshop.imaging.disks import MIB, Volume
from tests.atelier.workshop.imaging.writing import a_draft, map_of, write


@pytest.mark.parametrize("table", ["gpt", "dos"])
def test_a_written_image_holds_every_file(
    volumes: list[Volume], tmp_path: Path, images: Path, table: str
) -> None:
    disk = disks.disk(tmp_path, volumes, table=table)
    stored = store.pack(disk.path, images, a_draft())
    write(images, stored.sha256, tmp_path / "written.raw")
    disks.call("sfdisk", "--verify", tmp_path / "written.raw")
    for volume in disk.taken_out(tmp_path, tmp_path / "written.raw"):
        volume.check()
        assert volume.contents() == volume.expected
    assert stored.warnings == ()
    assert stored.manifest.table == ("gpt" if table == "gpt" else "mbr")


@pytest.mark.parametrize("block", ["1024", "4096"])
def test_ext_in_clusters(tmp_path: Path, images: Path, block: str) -> None:
    """With bigalloc; partclone 0.3.23 takes other blocks than those, so the files have to tell."""
    disks.need()
    path = tmp_path / "ext.raw"
    path.write_bytes(disks.noise(48 * MIB, 4))
    files = disks.some_files(tmp_path / "files")
    how = ["-q", "-F", "-b", block, "-O", "bigalloc", "-d", tmp_path / "files"]
    disks.call("mkfs.ext4", *how, path)
    for name in ("one3.bin", "large.bin"):
        disks.call("debugfs", "-w", "-R", f"rm /{name}", path)
        del files[name]
    disk = disks.disk(tmp_path, [Volume(path, "ext4", files)])
    stored = store.pack(disk.path, images, a_draft())
    assert stored.warnings == ()
    assert stored.manifest.written_bytes < 30 * MIB
    write(images, stored.sha256, tmp_path / "written.raw")
    (volume,) = disk.taken_out(tmp_path, tmp_path / "written.raw")
    volume.check()
    assert volume.contents() == volume.expected


def test_only_what_is_used_is_stored(volumes: list[Volume], tmp_path: Path, images: Path) -> None:
    """The noise under what is free would not pack: were it stored, it would show."""
    disk = disks.disk(tmp_path, volumes)
    stored = store.pack(disk.path, images, a_draft())
    content = sum(len(content) for volume in volumes for content in volume.files.values())
    size = disk.path.stat().st_size
    assert content < stored.manifest.written_bytes < content + 15 * MIB < size // 2
    assert stored.manifest.blocks_bytes < stored.manifest.written_bytes


def test_what_was_deleted_stays_behind(volumes: list[Volume], tmp_path: Path, images: Path) -> None:
    large = (tmp_path / "large.bin", disks.some_files(tmp_path, 2)["large.bin"])
    disk = disks.disk(tmp_path, [volumes[1]])
    on_disk, middle = disk.path.read_bytes(), large[1][2 * MIB : 2 * MIB + 4096]
    assert middle in on_disk
    write(images, store.pack(disk.path, images, a_draft()).sha256, tmp_path / "written.raw")
    assert middle not in (tmp_path / "written.raw").read_bytes()


def test_the_same_disk_gives_the_same_image(
    volumes: list[Volume], tmp_path: Path, images: Path
) -> None:
    """However many work on it, and whether its file has holes."""
    disk = disks.disk(tmp_path, volumes[:2])
    first = store.pack(disk.path, images, a_draft(), workers=1)
    again = store.pack(disk.path, images, a_draft(), workers=5)
    assert (first.new, again.new) == (True, False)
    assert again.sha256 == first.sha256
    disks.call("cp", "--sparse=always", disk.path, tmp_path / "holes.raw")
    assert store.pack(tmp_path / "holes.raw", images, a_draft()).sha256 == first.sha256
    assert [entry.sha256 for entry in store.entries(images)] == [first.sha256]


def test_made_again_it_takes_the_place_of_a_damaged_one(
    volumes: list[Volume], tmp_path: Path, images: Path
) -> None:
    """``atelier image verify`` says that this helps."""
    disk = disks.disk(tmp_path, volumes[:1])
    first = store.pack(disk.path, images, a_draft())
    blocks = first.folder / "blocks"
    content = bytearray(blocks.read_bytes())
    content[len(content) // 2] ^= 1
    blocks.write_bytes(content)
    again = store.pack(disk.path, images, a_draft())
    assert (again.sha256, again.new) == (first.sha256, True)
    store.verify(images, first.sha256)
    assert list(images.iterdir()) == [first.folder]


def test_what_belongs_to_nobody_does_not_change_the_image(tmp_path: Path, images: Path) -> None:
    disks.need()
    disk = disks.disk(tmp_path, [disks.volume(tmp_path, "ext4", 16 * MIB)])
    first = store.pack(disk.path, images, a_draft())
    (end,) = [end for _, end in disk.places]
    with disk.path.open("r+b") as file:
        file.seek(end + 5 * MIB)
        file.write(b"left by somebody" * 1000)
    assert store.pack(disk.path, images, a_draft()).sha256 == first.sha256


def test_blocks_are_few_and_keep_to_their_size(
    volumes: list[Volume], tmp_path: Path, images: Path
) -> None:
    disk = disks.disk(tmp_path, volumes)
    places = map_of(images, store.pack(disk.path, images, a_draft()).sha256)
    assert all(length <= 4 * MIB for _, length, *_ in places.blocks)
    assert len(places.blocks) + len(places.zeros) < 100
    before = 0
    for place, length, *_ in places.blocks:
        assert place - before > BRIDGE_BYTES or place % (4 * MIB) == 0 or before % (4 * MIB) == 0
        before = place + length


def test_zeros_that_belong_to_somebody_are_written_as_zeros(tmp_path: Path, images: Path) -> None:
    disks.need()
    volume = disks.volume(tmp_path, "vfat", 24 * MIB)
    disk = disks.disk(tmp_path, [volume])
    places = map_of(images, store.pack(disk.path, images, a_draft()).sha256)
    assert sum(length for _, length in places.zeros) >= 2 * MIB  # zeros.bin


def test_without_a_filesystem_that_is_known_everything_is_taken(
    tmp_path: Path, images: Path
) -> None:
    disks.need("cryptsetup", "sfdisk")
    secret = tmp_path / "luks.raw"
    secret.write_bytes(disks.noise(20 * MIB, 5))
    key = tmp_path / "key"
    key.write_bytes(b"only for tests")
    quick = ["--pbkdf", "pbkdf2", "--pbkdf-force-iterations", "1000"]
    disks.call("cryptsetup", "luksFormat", "-q", *quick, secret, key)
    disk = disks.disk(tmp_path, [Volume(secret, "ext4")])
    stored = store.pack(disk.path, images, a_draft())
    assert stored.warnings == ("partition 1 holds crypto_LUKS: all of it is taken",)
    write(images, stored.sha256, tmp_path / "written.raw")
    (start, end) = disk.places[0]
    assert (tmp_path / "written.raw").read_bytes()[start:end] == secret.read_bytes()


def test_the_manifest_tells_of_partitions_packages_and_tools(
    volumes: list[Volume], tmp_path: Path, images: Path
) -> None:
    disk = disks.disk(tmp_path, volumes[:2])
    listed = [Package(name="made-up", release="1.0", licences=("EUPL-1.2",))]
    stored = store.pack(disk.path, images, a_draft(roles={2: "root"}), listed)
    told = store.manifest(images, stored.sha256)
    rows = [(one.number, one.role, one.filesystem, one.grows) for one in told.partitions]
    assert rows == [(1, "efi", "vfat", False), (2, "root", "ext4", True)]
    assert told.needs.disk_bytes == told.size_bytes == disk.path.stat().st_size
    assert told.source.tools[-1].startswith("zstd 1.")
    assert store.packages(images, stored.sha256) == tuple(listed)
    assert hashlib.sha256((stored.folder / "manifest.json").read_bytes()).hexdigest() == (
        stored.folder.name
    )


def test_progress_ends_at_the_end(volumes: list[Volume], tmp_path: Path, images: Path) -> None:
    seen: list[tuple[int, int]] = []
    disk = disks.disk(tmp_path, volumes[:1])
    store.pack(disk.path, images, a_draft(), progress=lambda at, size: seen.append((at, size)))
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1] == disk.path.stat().st_size


def test_a_draft_that_agents_would_refuse_is_refused(
    volumes: list[Volume], tmp_path: Path, images: Path
) -> None:
    disk = disks.disk(tmp_path, volumes[:1])
    with pytest.raises(store.Unreadable, match=r"Manifest\.name has to be lower case"):
        store.pack(disk.path, images, a_draft(name="Mini!"))
    assert list(images.iterdir()) == []


def test_a_disk_of_zeros_is_no_image(tmp_path: Path, images: Path) -> None:
    disks.need("sfdisk")
    (tmp_path / "empty.raw").write_bytes(bytes(MIB))
    with pytest.raises(store.Unreadable, match="nothing on this disk"):
        store.pack(tmp_path / "empty.raw", images, a_draft())
    assert shutil.disk_usage(images).free > 0
    assert list(images.iterdir()) == []

"""What is used: as partclone says, which reads the same filesystems with other programs."""

import re
import struct
from pathlib import Path

import pytest

from atelier.workshop.imaging.store import layout, used
from atelier.workshop.imaging.store.filesystems import READERS, Unclear, ext, fat, ntfs, swap
from atelier.workshop.imaging.store.spans import Span, joined, total, within, without
from tests.atelier.workshop.imaging import disks
from tests.atelier.workshop.imaging.disks import MIB, Volume

_PARTCLONE = {"ext4": "partclone.extfs", "vfat": "partclone.fat", "ntfs": "partclone.ntfs"}


def of_partclone(volume: Volume, folder: Path) -> list[Span]:
    tool = _PARTCLONE[volume.kind]
    disks.need(tool)
    log = folder / "domain.log"
    disks.call(tool, "-D", "-F", "-s", volume.path, "-o", log, "-L", folder / "partclone.log")
    rows = re.findall(r"^0x(\w+)\s+0x(\w+)\s+\+$", log.read_text(), re.MULTILINE)
    return joined((int(at, 16), int(at, 16) + int(length, 16)) for at, length in rows)


def compare(volume: Volume, folder: Path) -> None:
    size = volume.path.stat().st_size
    ours = READERS[volume.kind](volume.path, 0, size)
    theirs = of_partclone(volume, folder)
    assert total(theirs) > 3 * MIB
    assert without(theirs, ours) == []
    # The copies of boot sectors, of which partclone makes new ones.
    assert total(within(without(ours, theirs), 0, size - 4096)) <= 4096


@pytest.mark.parametrize("number", [0, 1, 2])
def test_it_is_what_partclone_says(volumes: list[Volume], tmp_path: Path, number: int) -> None:
    compare(volumes[number], tmp_path)


@pytest.mark.parametrize(("bits", "cluster"), [(16, 4), (32, 1)])
def test_fat_of_larger_kinds(tmp_path: Path, bits: int, cluster: int) -> None:
    compare(a_fat(tmp_path, bits, cluster), tmp_path)


def test_fat12_by_the_count_of_its_checker(tmp_path: Path) -> None:
    """Partclone 0.3.23 misreads this kind: it calls clusters used that were given back."""
    volume = a_fat(tmp_path, 12, 64)
    told = disks.call("fsck.vfat", "-nv", volume.path).decode()
    clusters = re.search(r"(\d+)/\d+ clusters", told)
    data = re.search(r"Data area starts at byte (\d+)", told)
    assert clusters
    assert data
    found = fat.used(volume.path, 0, 34 * MIB)
    assert total(found) == int(data[1]) + int(clusters[1]) * 64 * 512


def a_fat(folder: Path, bits: int, cluster: int) -> Volume:
    disks.need()
    path = folder / "fat.raw"
    path.write_bytes(disks.noise(34 * MIB, 4))
    disks.call("mkfs.vfat", "-F", str(bits), "-s", str(cluster), path)
    files = disks.some_files(folder / "files")
    disks.call("mcopy", "-i", path, *sorted((folder / "files").iterdir()), "::/")
    for n in range(0, 40, 3):
        disks.call("mdel", "-i", path, f"::/one{n}.bin")
    return Volume(path, "vfat", files)


@pytest.mark.parametrize("block", ["1024", "2048", "4096"])
@pytest.mark.parametrize("features", ["^has_journal", "^64bit,^flex_bg", "meta_bg,^resize_inode"])
def test_ext_of_all_kinds(tmp_path: Path, block: str, features: str) -> None:
    disks.need()
    path = tmp_path / "ext.raw"
    path.write_bytes(disks.noise(32 * MIB, 4))
    files = disks.some_files(tmp_path / "files")
    disks.call("mkfs.ext4", "-q", "-F", "-b", block, "-O", features, "-d", tmp_path / "files", path)
    compare(Volume(path, "ext4", files), tmp_path)


def test_a_filesystem_in_the_middle_of_a_disk(volumes: list[Volume], tmp_path: Path) -> None:
    disk = disks.disk(tmp_path, volumes)
    for volume, (start, end) in zip(volumes, disk.places, strict=True):
        alone = READERS[volume.kind](volume.path, 0, end - start)
        assert READERS[volume.kind](disk.path, start, end - start) == alone


def test_ext_in_use_is_taken_whole(tmp_path: Path) -> None:
    disks.need()
    volume = disks.volume(tmp_path, "ext4", 16 * MIB)
    disks.call("debugfs", "-w", "-R", "feature needs_recovery", volume.path)
    with pytest.raises(Unclear, match="journal has to be played back"):
        ext.used(volume.path, 0, 16 * MIB)


def test_ext_that_was_not_closed_is_taken_whole(tmp_path: Path) -> None:
    disks.need()
    volume = disks.volume(tmp_path, "ext4", 16 * MIB)
    disks.call("debugfs", "-w", "-R", "set_super_value state 0", volume.path)
    disk = disks.disk(tmp_path, [volume])
    found = used.find(disk.path, layout.read(disk.path))
    assert [warning.split(":")[0] for warning in found.warnings] == ["partition 1"]
    assert "e2fsck" in found.warnings[0]
    assert within(found.spans, *disk.places[0]) == [disk.places[0]]


def test_ntfs_that_windows_wants_to_check_is_taken_whole(tmp_path: Path) -> None:
    disks.need()
    volume = disks.volume(tmp_path, "ntfs", 20 * MIB)
    content = bytearray(volume.path.read_bytes())
    at = _volume_flags(content)
    content[at] |= 1
    volume.path.write_bytes(content)
    with pytest.raises(Unclear, match="marked for a check"):
        ntfs.used(volume.path, 0, 20 * MIB)


def test_ntfs_of_a_windows_that_sleeps_is_taken_whole(tmp_path: Path) -> None:
    disks.need()
    volume = disks.volume(tmp_path, "ntfs", 20 * MIB)
    content = bytearray(volume.path.read_bytes())
    at = _log(volume, tmp_path)
    page = bytearray(4096)
    page[:4] = b"RSTR"
    struct.pack_into("<H", page, 24, 48)
    struct.pack_into("<HH", page, 48 + 12, 0, 0)  # a client in use, and the flag not set
    content[at : at + 4096] = page
    volume.path.write_bytes(content)
    with pytest.raises(Unclear, match="shut it down completely"):
        ntfs.used(volume.path, 0, 20 * MIB)


@pytest.mark.parametrize("place", [0, 3, 11, 40, 48, 64, 510])
def test_ntfs_with_a_broken_boot_sector_never_loses_anything(
    volumes: list[Volume], tmp_path: Path, place: int
) -> None:
    """Unclear, or the same."""
    size = volumes[2].path.stat().st_size
    content = bytearray(volumes[2].path.read_bytes())
    whole = ntfs.used(volumes[2].path, 0, size)
    for value in (0, 1, 0x7F, 0x80, 0xFF):
        content[place] = value
        (tmp_path / "broken.raw").write_bytes(content)
        try:
            found = ntfs.used(tmp_path / "broken.raw", 0, size)
        except Unclear:
            continue
        assert without(whole, found) == []


def test_swap_is_its_header(tmp_path: Path) -> None:
    disks.need("mkswap")
    path = tmp_path / "swap.raw"
    path.write_bytes(disks.noise(4 * MIB, 1))
    disks.call("mkswap", path)
    assert swap.used(path, 0, 4 * MIB) == [(0, 4096)]
    with path.open("r+b") as file:
        file.seek(4086)
        file.write(b"S1SUSPEND\0")
    with pytest.raises(Unclear, match="sleeps"):
        swap.used(path, 0, 4 * MIB)


def test_fat_without_its_table(tmp_path: Path) -> None:
    (tmp_path / "x.raw").write_bytes(bytes(MIB))
    with pytest.raises(Unclear, match="no boot sector"):
        fat.used(tmp_path / "x.raw", 0, MIB)


def test_between_partitions_the_edges_are_used(tmp_path: Path) -> None:
    """There GRUB lies, and the copy of the table."""
    disks.need()
    disk = disks.disk(tmp_path, [disks.volume(tmp_path, "ext4", 16 * MIB)], free_mib=10)
    (start, end) = disk.places[0]
    size = disk.path.stat().st_size
    found = used.find(disk.path, layout.read(disk.path)).spans
    assert within(found, 0, start) == [(0, start)]
    assert within(found, end, size) == [(end, end + MIB), (size - MIB, size)]


def test_in_an_extended_partition_all_between_is_used(tmp_path: Path) -> None:
    """There lie the tables of the partitions in it."""
    disks.need("sfdisk")
    path = tmp_path / "mbr.raw"
    path.write_bytes(bytes(60 * MIB))
    rows = ["start=2048,size=8192,type=83", "start=20480,type=5", "start=40960,size=8192,type=83"]
    told = "\n".join(["label: dos", *rows])
    disks.call("sfdisk", "--quiet", path, input=told.encode())
    plan = layout.read(path)
    assert [(part.number, part.extended) for part in plan.parts] == [
        (1, False),
        (2, True),
        (5, False),
    ]
    assert [one.number for one in plan.partitions()] == [1, 5]
    assert not plan.partitions()[-1].grows
    spans = used.find(path, plan).spans
    assert within(spans, 20480 * 512, 60 * MIB) == [(20480 * 512, 60 * MIB)]


def _volume_flags(content: bytearray) -> int:
    """Of $Volume, record 3 of the table, both in its first copy."""
    cluster = content[13] * struct.unpack_from("<H", content, 11)[0]
    record = struct.unpack_from("<Q", content, 48)[0] * cluster + 3 * 1024
    at = record + struct.unpack_from("<H", content, record + 20)[0]
    while struct.unpack_from("<I", content, at)[0] != 0x70:
        at += struct.unpack_from("<I", content, at + 4)[0]
    return int(at + struct.unpack_from("<H", content, at + 20)[0] + 10)


def _log(volume: Volume, folder: Path) -> int:
    disks.need("ntfsinfo")
    told = disks.call("ntfsinfo", "-i", "2", "-v", volume.path).decode()
    found = re.search(r"Runlist:.*?0x\w+\s+0x(\w+)\s+0x\w+", told, re.DOTALL)
    assert found, told
    return int(found[1], 16) * 4096

"""Disks made elsewhere become images: read, judged, stored, and the same files come out again."""

import gzip
import shutil
from pathlib import Path

import pytest

from atelier.workshop.imaging import store
from atelier.workshop.imaging.importing import NotImported, Wanted, bring_in
from tests.atelier.workshop.imaging import disks
from tests.atelier.workshop.imaging.disks import MIB, Disk, noise
from tests.atelier.workshop.imaging.importing.conftest import Save
from tests.atelier.workshop.imaging.writing import write

WANTED = Wanted(name="brought", titles={"nl": "Meegebracht"}, languages=("nl",))


def comes_out(disk: Disk, images: Path, sha256: str, folder: Path) -> None:
    """Each file, from a disk that was full of noise."""
    write(images, sha256, folder / "written.raw")
    for volume in disk.taken_out(folder, folder / "written.raw"):
        volume.check()
        assert volume.contents() == volume.expected


def test_a_raw_disk_with_linux(linux: Disk, tmp_path: Path) -> None:
    images = tmp_path / "images"
    stored = bring_in(linux.path, images, WANTED)
    told = stored.manifest
    assert (told.system, told.system_name) == ("debian", "Debian GNU/Linux 12 (bookworm)")
    assert (told.boots, told.secure_boot) == (("uefi",), True)
    rows = [(one.role, one.filesystem, one.grows) for one in told.partitions]
    assert rows == [("efi", "vfat", False), ("root", "ext4", True)]
    assert (told.name, told.titles, told.source.kind) == ("brought", {"nl": "Meegebracht"}, "raw")
    assert told.needs.architecture == "x86_64"
    (package,) = store.packages(images, stored.sha256) or ()
    assert (package.name, package.release, package.licences) == ("made-up", "1.0-2", ("EUPL-1.2",))
    comes_out(linux, images, stored.sha256, tmp_path)
    assert list(images.iterdir()) == [stored.folder]


def test_brought_in_again_it_is_the_same(linux: Disk, tmp_path: Path) -> None:
    first = bring_in(linux.path, tmp_path / "images", WANTED)
    again = bring_in(linux.path, tmp_path / "images", WANTED)
    assert (again.sha256, again.new) == (first.sha256, False)


def test_a_raw_disk_with_windows(windows: Disk, tmp_path: Path) -> None:
    images = tmp_path / "images"
    stored = bring_in(windows.path, images, Wanted(name="office", system_name="Windows 11 Pro"))
    told = stored.manifest
    assert (told.system, told.system_name) == ("windows", "Windows 11 Pro")
    assert (told.boots, told.secure_boot) == (("uefi",), True)
    rows = [(one.role, one.filesystem, one.grows) for one in told.partitions]
    assert rows == [("efi", "vfat", False), ("root", "ntfs", True)]
    assert told.packages is None
    comes_out(windows, images, stored.sha256, tmp_path)


def test_a_disk_for_old_firmware(of_bios: Disk, tmp_path: Path) -> None:
    told = bring_in(of_bios.path, tmp_path / "images", WANTED).manifest
    assert (told.boots, told.secure_boot, told.table) == (("bios",), False, "mbr")


@pytest.mark.parametrize("tool", ["gzip", "xz", "zstd", "bzip2"])
def test_a_packed_disk(of_bios: Disk, tmp_path: Path, tool: str) -> None:
    disks.need(tool)
    packed = tmp_path / "disk.packed"
    packed.write_bytes(disks.call(tool, "-1", "-c", of_bios.path))
    images = tmp_path / "images"
    comes_out(of_bios, images, bring_in(packed, images, WANTED).sha256, tmp_path)


@pytest.mark.parametrize("tool", ["gzip", "xz", "zstd", "bzip2"])
def test_a_packed_disk_that_is_cut_off(of_bios: Disk, tmp_path: Path, tool: str) -> None:
    disks.need(tool)
    packed = tmp_path / "disk.packed"
    packed.write_bytes(disks.call(tool, "-1", "-c", of_bios.path)[:-1000])
    with pytest.raises(NotImported, match="cut off or damaged"):
        bring_in(packed, tmp_path / "images", WANTED)
    assert list((tmp_path / "images").iterdir()) == []


@pytest.mark.parametrize("kind", ["qcow2", "vmdk", "vhdx", "vdi"])
def test_a_disk_of_a_virtual_machine(of_bios: Disk, tmp_path: Path, kind: str) -> None:
    disks.need("qemu-img")
    disks.call("qemu-img", "convert", "-O", kind, of_bios.path, tmp_path / "disk.img")
    images = tmp_path / "images"
    stored = bring_in(tmp_path / "disk.img", images, WANTED)
    comes_out(of_bios, images, stored.sha256, tmp_path)


def test_a_machines_disk_that_leads_to_other_files(of_bios: Disk, tmp_path: Path) -> None:
    disks.need("qemu-img")
    over = tmp_path / "over.qcow2"
    disks.call("qemu-img", "create", "-f", "qcow2", "-b", of_bios.path, "-F", "raw", over)
    with pytest.raises(NotImported, match="difference to another disk"):
        bring_in(over, tmp_path / "images", WANTED)


def test_a_machines_disk_that_keeps_its_content_in_another_file(
    of_bios: Disk, tmp_path: Path
) -> None:
    """Anybody could name a file of the server there: its content would be in the image."""
    disks.need("qemu-img")
    given, other = tmp_path / "given.qcow2", tmp_path / "other.raw"
    how = ["-o", f"data_file={other},data_file_raw=on"]
    size = str(of_bios.path.stat().st_size)
    disks.call("qemu-img", "create", "-f", "qcow2", *how, given, size)
    other.write_bytes(of_bios.path.read_bytes())
    with pytest.raises(NotImported, match="keeps its content in another file"):
        bring_in(given, tmp_path / "images", WANTED)


@pytest.mark.parametrize("packed", ["gz", "zst", "xz", "uncomp"])
def test_a_folder_of_clonezilla(linux: Disk, tmp_path: Path, save: Save, packed: str) -> None:
    images = tmp_path / "images"
    stored = bring_in(save(linux, packed).folder, images, WANTED)
    assert stored.manifest.source.kind == "clonezilla"
    assert stored.manifest.size_bytes == linux.path.stat().st_size
    assert stored.warnings == ()
    comes_out(linux, images, stored.sha256, tmp_path)


def test_clonezilla_of_windows_and_of_an_old_firmware(
    windows: Disk, of_bios: Disk, tmp_path: Path, save: Save
) -> None:
    images = tmp_path / "images"
    saved = save(windows)
    comes_out(windows, images, bring_in(saved.folder, images, WANTED).sha256, tmp_path)
    shutil.rmtree(saved.folder)
    stored = bring_in(save(of_bios).folder, images, WANTED)
    assert stored.manifest.boots == ("bios",)
    comes_out(of_bios, images, stored.sha256, tmp_path)
    # The code that starts the disk, and that behind it.
    assert (tmp_path / "written.raw").read_bytes()[:MIB] == of_bios.path.read_bytes()[:MIB]


@pytest.mark.parametrize("packed", ["gz", "zst"])
def test_clonezilla_that_did_not_cut_into_pieces(
    linux: Disk, tmp_path: Path, save: Save, packed: str
) -> None:
    """One that was saved whole, or put together by hand, may have no letters at its end."""
    saved = save(linux, packed, piece=100 * MIB)
    for path in saved.folder.glob("*.aa"):
        path.rename(path.with_suffix(""))
    images = tmp_path / "images"
    comes_out(linux, images, bring_in(saved.folder, images, WANTED).sha256, tmp_path)


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        ("sda2.ext4-ptcl-img.gz.ab", r"piece \.ab of partition sda2 is missing"),
        ("sda2.ext4-ptcl-img.gz.*", "partition sda2 is in the table, and of it there is nothing"),
        ("sda-pt.sf", "sda-pt.sf is missing"),
    ],
)
def test_clonezilla_with_a_part_missing(
    linux: Disk, tmp_path: Path, save: Save, gone: str, words: str
) -> None:
    saved = save(linux)
    for path in saved.folder.glob(gone):
        path.unlink()
    with pytest.raises(NotImported, match=words):
        bring_in(saved.folder, tmp_path / "images", WANTED)
    assert list((tmp_path / "images").iterdir()) == []


@pytest.mark.parametrize("packed", ["gz", "uncomp"])
def test_clonezilla_with_the_last_piece_missing(
    linux: Disk, tmp_path: Path, save: Save, packed: str
) -> None:
    saved = save(linux, packed)
    max(saved.folder.glob("sda2.*")).unlink()
    with pytest.raises(NotImported, match="cut off or damaged"):
        bring_in(saved.folder, tmp_path / "images", WANTED)


def test_clonezilla_with_a_damaged_piece(linux: Disk, tmp_path: Path, save: Save) -> None:
    saved = save(linux, "uncomp")
    piece = saved.folder / "sda2.ext4-ptcl-img.uncomp.ac"
    content = bytearray(piece.read_bytes())
    content[1000:1100] = noise(100, 1)
    piece.write_bytes(content)
    with pytest.raises(NotImported, match="partition sda2 cannot be put back"):
        bring_in(saved.folder, tmp_path / "images", WANTED)


def test_clonezilla_with_a_partition_of_another_size(
    linux: Disk, tmp_path: Path, save: Save
) -> None:
    saved = save(linux)
    table = (saved.folder / "sda-pt.sf").read_text()
    smaller = table.replace(f"size= {24 * 2048:>11}", f"size= {20 * 2048:>11}")
    assert smaller != table
    (saved.folder / "sda-pt.sf").write_text(smaller)
    with pytest.raises(NotImported, match="larger than that is in the table"):
        bring_in(saved.folder, tmp_path / "images", WANTED)


def test_clonezilla_of_what_partclone_saves_in_part(tmp_path: Path, save: Save) -> None:
    disks.need()
    volume = disks.volume(tmp_path, "vfat", 8 * MIB, 1, {"one.bin": noise(90_000, 2)})
    disks.call("mkfs.vfat", "-F", "12", volume.path)
    disk = disks.disk(tmp_path, [volume], free_mib=5)
    with pytest.raises(NotImported, match="FAT12, which partclone saves only in part"):
        bring_in(save(disk).folder, tmp_path / "images", WANTED)


def _cut_off(disk: Disk, path: Path) -> None:
    path.write_bytes(disk.path.read_bytes()[: -10 * MIB])


def _of_odd_size(disk: Disk, path: Path) -> None:
    path.write_bytes(disk.path.read_bytes()[:-1])


def _a_partition(disk: Disk, path: Path) -> None:
    path.write_bytes(disk.volumes[1].path.read_bytes())


def _noise(disk: Disk, path: Path) -> None:
    path.write_bytes(noise(MIB, 1))


def _iso(disk: Disk, path: Path) -> None:
    content = bytearray(MIB)
    content[32768:32774] = b"\1CD001"
    path.write_bytes(content)


def _zip(disk: Disk, path: Path) -> None:
    path.write_bytes(b"PK\3\4" + noise(MIB, 1))


def _packed_noise(disk: Disk, path: Path) -> None:
    path.write_bytes(gzip.compress(noise(MIB, 1)))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_cut_off, "the file is cut off"),
        (_of_odd_size, "no disk has that size"),
        (_a_partition, "no table of partitions, it holds ext4: it has to be a whole disk"),
        (_noise, "no table of partitions"),
        (_packed_noise, "no table of partitions"),
        (_iso, "installation medium"),
        (_zip, "ZIP file"),
        (lambda _disk, _path: None, "does not exist"),
        (lambda _disk, path: path.mkdir(), "not one that Clonezilla saved"),
    ],
)
def test_what_is_no_disk(linux: Disk, tmp_path: Path, make: object, words: str) -> None:
    make(linux, tmp_path / "given")  # type: ignore[operator]
    with pytest.raises((NotImported, store.Unreadable), match=words):
        bring_in(tmp_path / "given", tmp_path / "images", WANTED)
    assert not any((tmp_path / "images").glob("*"))


def test_a_disk_itself(linux: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its size is not what the system calls the size of a file."""
    monkeypatch.setattr(Path, "is_block_device", lambda _path: True)
    with pytest.raises(NotImported, match="is a disk itself: copy it into a file first"):
        bring_in(linux.path, tmp_path / "images", WANTED)


def test_one_partition_of_clonezilla(linux: Disk, tmp_path: Path, save: Save) -> None:
    (piece,) = save(linux, "uncomp", piece=100 * MIB).folder.glob("sda2.*")
    with pytest.raises(NotImported, match="one partition of Clonezilla"):
        bring_in(piece, tmp_path / "images", WANTED)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (Wanted(name="Kantoor 1"), "name has to be lower case letters"),
        (Wanted(name="office", release="of today"), "release has to be digits"),
    ],
)
def test_a_name_that_no_image_can_have_is_told_at_once(
    tmp_path: Path, wanted: Wanted, words: str
) -> None:
    """Not after hours of unpacking: what was given is not even looked at."""
    with pytest.raises(NotImported, match=words):
        bring_in(tmp_path / "nothing", tmp_path / "images", wanted)
    assert not (tmp_path / "images").exists()


def test_said_to_be_what_it_is_not(linux: Disk, tmp_path: Path) -> None:
    with pytest.raises(NotImported, match="said to be windows, and on the disk is debian"):
        bring_in(linux.path, tmp_path / "images", Wanted(name="office", system="windows"))


def test_a_disk_that_nothing_starts(tmp_path: Path) -> None:
    disks.need()
    disk = disks.disk(tmp_path, [disks.volume(tmp_path, "ext4", 16 * MIB)])
    with pytest.raises(NotImported, match="--boots"):
        bring_in(disk.path, tmp_path / "images", WANTED)
    told = bring_in(disk.path, tmp_path / "images", Wanted(name="odd", boots=("bios",)))
    assert (told.manifest.boots, told.manifest.system) == (("bios",), "other")

"""Old partition tables, and Windows, whose boot data name the disk by its number."""

import shutil
from pathlib import Path

import pytest

from diagnostics.imaging.finisher import Finished
from diagnostics.imaging.finishing import finish
from tests.diagnostics.erasure.loops import why_not
from tests.diagnostics.imaging.finishing import installed
from tests.diagnostics.imaging.finishing.installed import LINUX, MBR_ID, MIB, Recipe, run

pytestmark = [
    pytest.mark.skipif(why_not() is not None, reason=str(why_not())),
    pytest.mark.usefixtures("real_commands"),
]
WINDOWS = Recipe(
    make=("mkntfs", "--quick", "--quiet"),
    linux={},
    esp={"EFI/Microsoft/Boot/bootmgfw.efi": b"windows", "EFI/Microsoft/Boot/BCD": b"data"},
    role="other",
    filesystem="ntfs",
    system="windows",
)


def states(done: Finished) -> dict[str, str]:
    return {row.what: row.state for row in done.made}


def test_linux_on_an_mbr_disk(tmp_path: Path) -> None:
    fstab = f"PARTUUID={MBR_ID}-01 / ext4 defaults 0 1\n# {MBR_ID}\n"
    with installed.mbr(tmp_path, Recipe(linux={**LINUX, "etc/fstab": fstab})) as disk:
        done = finish(disk.job())
        again = finish(disk.job())
        told = run("sfdisk", "--json", disk.disk)
        fstab = disk.files(1)["etc/fstab"]
        disk.sound(1)
    new = next(row.value for row in done.made if row.what == "disk_id")
    assert f'"id": "0x{new}"' in told
    assert fstab == f"PARTUUID={new}-01 / ext4 defaults 0 1\n# {MBR_ID}\n"
    assert done.grown == again.grown
    assert done.grown
    assert done.grown.to_bytes == installed.DISK_BYTES - MIB
    assert done.grown.filesystem_bytes == done.grown.to_bytes
    assert states(done)["fallback_path"] == "not_possible"
    assert "partition_id" not in states(done)


def test_windows_keeps_its_numbers_and_grows(tmp_path: Path) -> None:
    if not shutil.which("mkntfs") and not shutil.which("mkntfs", path="/usr/sbin:/sbin"):
        pytest.skip("ntfs-3g is not installed (mkntfs)")
    with installed.gpt(tmp_path, WINDOWS) as disk:
        before = disk.numbers()
        done = finish(disk.job())
        again = finish(disk.job())
        assert disk.numbers() == before
        info = run("ntfsresize", "--info", "--force", "--no-progress-bar", disk.part(3))
        fallback = disk.on_esp("EFI/BOOT/BOOTX64.EFI")
        assert "No problems found" in run("sgdisk", "--verify", disk.disk)
    assert done.grown
    assert done.grown == again.grown
    assert done.grown.filesystem_bytes
    volume = int(info.partition("Current volume size: ")[2].split()[0])
    assert f"Current device size: {done.grown.to_bytes} bytes" in info
    assert 0 <= done.grown.filesystem_bytes - volume <= 4096
    assert 0 <= done.grown.to_bytes - done.grown.filesystem_bytes < 8192
    assert fallback == b"windows"
    assert states(done) == {
        "host_name": "not_possible",
        "machine_id": "not_possible",
        "ssh_keys": "not_possible",
        "first_boot": "not_possible",
        "fallback_path": "done",
        "boot_entry": "not_possible",
        "disk_id": "kept",
        "partition_id": "kept",
        "filesystem_id": "kept",
    }
    assert {row.why for row in done.made if row.what == "disk_id"} == {
        "Windows starts by it: its boot data name it"
    }


def test_a_linux_beside_windows_leaves_it_its_numbers(tmp_path: Path) -> None:
    with installed.gpt(tmp_path) as disk:
        run("partx", "--update", disk.disk)
        run("mkntfs", "--quick", "--quiet", "--force", disk.part(2))
        done = finish(disk.job())
        numbers = disk.numbers()
    assert {installed.DISK_GUID, installed.ROOT_GUID} <= numbers
    assert states(done)["disk_id"] == states(done)["partition_id"] == "kept"
    own = next(
        row for row in done.made if row.where == "partition 3" and row.what == "filesystem_id"
    )
    assert own.state == "done"

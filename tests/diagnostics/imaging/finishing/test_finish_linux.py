"""A Linux of our own making, on a real disk: finished once, and looked at from all sides."""

import hashlib
import json
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from diagnostics.first_boot import placed
from diagnostics.imaging.finisher import Finished
from diagnostics.imaging.finishing import finish
from diagnostics.wire.imaging import Made
from tests.diagnostics.erasure.loops import why_not
from tests.diagnostics.imaging.finishing import installed
from tests.diagnostics.imaging.finishing.installed import MIB, Written, run

pytestmark = [
    pytest.mark.skipif(why_not() is not None, reason=str(why_not())),
    pytest.mark.usefixtures("real_commands"),
]


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    with installed.gpt(tmp_path_factory.mktemp("disk")) as written:
        yield written


@pytest.fixture(scope="module")
def before(disk: Written) -> set[str]:
    return disk.numbers()


@pytest.fixture(scope="module")
def done(disk: Written, before: set[str]) -> Finished:
    return finish(disk.job())


@pytest.fixture(scope="module")
def root(disk: Written, done: Finished) -> dict[str, str]:
    return disk.files(3)


def rows(done: Finished, what: str) -> list[Made]:
    return [row for row in done.made if row.what == what]


def test_the_table_is_sound_and_reaches_to_the_end(disk: Written, done: Finished) -> None:
    assert "No problems found" in run("sgdisk", "--verify", disk.disk)


def test_the_last_partition_grew_and_is_the_same_otherwise(disk: Written, done: Finished) -> None:
    told = run("sgdisk", "--info=3", disk.disk)
    assert "'the system'" in told
    assert "0FC63DAF-8483-4772-8E79-3D69D8477DE4" in told
    assert "First sector: 51200 " in told
    assert "Attribute flags: 0800000000000000" in told
    sectors = int(re.search(r"Partition size: (\d+)", told)[1])  # type: ignore[index]
    assert installed.DISK_BYTES - 2 * MIB < (51200 + sectors) * 512 <= installed.DISK_BYTES - MIB
    assert done.grown
    assert done.grown.to_bytes == sectors * 512


def test_its_filesystem_fills_it(disk: Written, done: Finished) -> None:
    assert done.grown
    assert done.grown.partition == 3
    assert done.grown.from_bytes == disk.manifest.partitions[2].size_bytes
    told = run("dumpe2fs", "-h", disk.part(3))
    blocks, size = (
        int(re.search(rf"^{name}:\s+(\d+)", told, re.MULTILINE)[1])  # type: ignore[index]
        for name in ("Block count", "Block size")
    )
    assert blocks * size == done.grown.filesystem_bytes
    assert done.grown.to_bytes - blocks * size < 4096


def test_all_filesystems_are_sound(disk: Written, done: Finished) -> None:
    disk.sound(3)
    run("fsck.vfat", "-n", disk.part(2))


def test_every_number_is_new(disk: Written, done: Finished, before: set[str]) -> None:
    after = disk.numbers()
    assert len(before) == len(after) == 7  # disk, three partitions, two filesystems, and none
    assert before & after == {""}


def test_the_evidence_tells_them(disk: Written, done: Finished) -> None:
    told = {row.value.lower() for row in done.made if row.what.endswith("_id") and row.value}
    told -= {"made at its first start"}
    assert len(told) == 3
    assert told <= disk.numbers()
    assert [row.where for row in rows(done, "partition_id")] == ["partition 1, 2, 3"]


def test_every_file_names_the_new_numbers_only(
    disk: Written, done: Finished, root: dict[str, str], before: set[str]
) -> None:
    after = disk.numbers()
    named = {
        name: {word.lower() for word in re.findall(r"[0-9A-Fa-f]{4,8}-[0-9A-Fa-f-]{4,}", text)}
        for name, text in root.items()
        if name in {"etc/fstab", "etc/default/grub", "boot/grub/grub.cfg"}
    }
    assert [len(found) for found in named.values()].count(0) == 0
    for name, found in named.items():
        assert found <= after, name
        assert not found & before, name


def test_programs_are_left_alone(root: dict[str, str]) -> None:
    assert installed.ROOT_UUID in root["boot/grub/unicode.pf2"]


def test_the_menu_on_the_esp_names_the_new_number(disk: Written, done: Finished) -> None:
    text = (disk.on_esp("EFI/debian/grub.cfg") or b"").decode()
    found = re.search(r"search.fs_uuid (\S+) root", text)
    assert found
    assert found[1] in disk.numbers()
    assert text == installed.MENU.replace(installed.ROOT_UUID, found[1])


def test_the_path_that_firmware_falls_back_to(disk: Written, done: Finished) -> None:
    assert disk.on_esp("EFI/BOOT/BOOTX64.EFI") == b"shim" * 1000
    assert disk.on_esp("EFI/BOOT/grubx64.efi") == b"grub" * 1000
    assert disk.on_esp("EFI/BOOT/mmx64.efi") == b"keys" * 1000
    assert disk.on_esp("EFI/debian/shimx64.efi") == b"shim" * 1000
    assert rows(done, "fallback_path")[0].state == "done"


def test_no_boot_entry_is_claimed_where_there_is_no_uefi(done: Finished) -> None:
    assert [row.state for row in rows(done, "boot_entry")] == ["not_possible"]
    assert rows(done, "boot_entry")[0].why == "this machine did not start by UEFI"


def test_the_host_name_is_the_tag(root: dict[str, str], done: Finished) -> None:
    assert root["etc/hostname"] == "atelier-4217-0385-61\n"
    assert "127.0.1.1\tatelier-4217-0385-61\n" in root["etc/hosts"]
    assert "workbench" not in root["etc/hosts"]
    assert rows(done, "host_name")[0].value == installed.HOST_NAME


def test_the_machine_gets_a_number_of_its_own(disk: Written, root: dict[str, str]) -> None:
    assert root["etc/machine-id"] == ""
    assert "var/lib/systemd/random-seed" not in root
    with disk.mounted(3) as folder:
        assert (folder / "var/lib/dbus/machine-id").readlink() == Path("/etc/machine-id")


def test_ssh_gets_keys_of_its_own(disk: Written, root: dict[str, str]) -> None:
    assert not [name for name in root if "ssh_host" in name]
    assert "ssh-keygen -A" in root["etc/systemd/system/atelier-ssh-keys.service"]
    with disk.mounted(3) as folder:
        wants = folder / "etc/systemd/system/multi-user.target.wants"
        assert (wants / "atelier-ssh-keys.service").is_symlink()


def test_it_can_call_home(disk: Written, root: dict[str, str], done: Finished) -> None:
    settings = json.loads(root[placed.SETTINGS])
    assert hashlib.sha256(settings["key"].encode()).hexdigest() == done.first_boot_sha256
    assert settings["server"] == "https://workshop.example"
    assert settings["fingerprint"] == "ab" * 32
    assert settings["image"] == "ab" * 32
    assert settings["machine"]["report_id"] == "a-report"
    assert placed.UNIT_PATH in root
    with disk.mounted(3) as folder:
        wants = folder / "etc/systemd/system/multi-user.target.wants"
        assert str((wants / placed.UNIT_NAME).readlink()) == f"/{placed.UNIT_PATH}"


def test_nobody_but_root_reads_the_key(disk: Written, done: Finished) -> None:
    with disk.mounted(3) as folder:
        for name, rights in ((placed.SETTINGS, 0o600), (placed.FOLDER, 0o700)):
            found = (folder / name).stat()
            assert stat.S_IMODE(found.st_mode) == rights
            assert (found.st_uid, found.st_gid) == (0, 0)


def test_nothing_stays_mounted(disk: Written, done: Finished) -> None:
    assert str(disk.disk) not in Path("/proc/self/mounts").read_text()
    assert not Path(f"/run/atelier/finishing/{disk.disk.name}").exists()

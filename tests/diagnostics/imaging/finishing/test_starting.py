"""The firmware's own list, by a machine that has one: made up, but for the disk."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from diagnostics import run as commands
from diagnostics.imaging.finisher import Finished, NotFinished
from diagnostics.imaging.finishing import finish, starting
from diagnostics.imaging.finishing.starting import Firmware
from diagnostics.probes.host import Host
from diagnostics.run import Completed, Failed
from tests.diagnostics.erasure.loops import why_not
from tests.diagnostics.imaging.finishing import installed
from tests.diagnostics.imaging.finishing.installed import ESP, Recipe, Written

on_a_disk = pytest.mark.skipif(why_not() is not None, reason=str(why_not()))


class Machine:
    """Its firmware's list, as efibootmgr shows and changes it; all other commands are real."""

    def __init__(self, folder: Path, *, takes: bool = True, bits: int = 64) -> None:
        self.entries = {"0001": "UEFI: a stick", "0003": starting.LABEL, "0004": "ubuntu"}
        self.order = ["0003", "0001", "0004"]
        self.created: list[list[str]] = []
        self._takes = takes
        for name in ("dev", "proc", "run"):
            (folder / name).symlink_to(f"/{name}")
        (folder / "sys/firmware/efi").mkdir(parents=True)
        (folder / "sys/firmware/efi/fw_platform_size").write_text(f"{bits}\n")
        (folder / "sys/class").mkdir()
        (folder / "sys/class/block").symlink_to("/sys/class/block")
        self.host = Host(root=folder, run=self.run)

    def run(self, args: Sequence[str], **options: Any) -> Completed:
        if args[0] != "efibootmgr":
            return commands.run(args, **options)
        words = list(args)
        if "--delete-bootnum" in words:
            self._delete(words[words.index("--bootnum") + 1])
        elif "--create" in words:
            self._create(words)
        return Completed(tuple(args), self._listed().encode(), "", 0)

    def _delete(self, number: str) -> None:
        del self.entries[number]
        self.order.remove(number)

    def _create(self, words: list[str]) -> None:
        if not self._takes:
            raise Failed(Completed(("efibootmgr",), b"", "Could not prepare Boot variable", 5))
        self.created.append(words)
        self.entries["0005"] = words[words.index("--label") + 1]
        self.order.insert(0, "0005")

    def _listed(self) -> str:
        rows = [f"Boot{number}* {label}\tHD(2,GPT,…)" for number, label in self.entries.items()]
        return "\n".join(["BootCurrent: 0001", f"BootOrder: {','.join(self.order)}", *rows]) + "\n"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Written]:
    with installed.gpt(tmp_path) as written:
        yield written


def machine(tmp_path: Path, **options: Any) -> Machine:
    root = tmp_path / "machine"
    root.mkdir()
    return Machine(root, **options)


def row(done: Finished, what: str) -> tuple[str, str | None]:
    return next((one.state, one.value) for one in done.made if one.what == what)


@on_a_disk
@pytest.mark.usefixtures("real_commands")
def test_ours_is_first_and_the_earlier_one_gone(disk: Written, tmp_path: Path) -> None:
    there = machine(tmp_path)
    done = finish(disk.job(host=there.host))
    assert row(done, "boot_entry") == ("done", "\\EFI\\debian\\shimx64.efi")
    assert there.order == ["0005", "0001", "0004"]
    assert list(there.entries.values()).count(starting.LABEL) == 1
    [created] = there.created
    assert created[created.index("--disk") + 1] == str(there.host.path(f"dev/{disk.disk.name}"))
    assert created[created.index("--part") + 1] == "2"
    assert disk.backing.read_bytes()[446] == 0, "UEFI wants no mark in a protective MBR"


@on_a_disk
@pytest.mark.usefixtures("real_commands")
def test_firmware_that_takes_no_entry_has_the_fallback(disk: Written, tmp_path: Path) -> None:
    done = finish(disk.job(host=machine(tmp_path, takes=False).host))
    assert row(done, "boot_entry")[0] == "not_possible"
    assert row(done, "fallback_path")[0] == "done"


@on_a_disk
@pytest.mark.usefixtures("real_commands")
def test_a_disk_that_this_machine_could_not_start(tmp_path: Path) -> None:
    """Its only loader is for 64 bits, and the firmware has 32."""
    with installed.gpt(tmp_path) as disk, pytest.raises(NotFinished) as caught:
        finish(disk.job(host=machine(tmp_path, bits=32).host))
    assert caught.value.reason == "not_finished"
    assert "finds nothing on the disk to start" in str(caught.value)


@on_a_disk
@pytest.mark.usefixtures("real_commands")
def test_a_loader_of_32_bits(tmp_path: Path) -> None:
    esp = {**ESP, "EFI/debian/grubia32.efi": b"small grub"}
    with installed.gpt(tmp_path, Recipe(esp=esp)) as disk:
        done = finish(disk.job(host=machine(tmp_path, bits=32).host))
        assert disk.on_esp("EFI/BOOT/BOOTIA32.EFI") == b"small grub"
    assert row(done, "boot_entry") == ("done", "\\EFI\\debian\\grubia32.efi")


@on_a_disk
@pytest.mark.usefixtures("real_commands")
def test_a_bios_that_wants_a_mark(disk: Written, tmp_path: Path) -> None:
    there = machine(tmp_path)
    (tmp_path / "machine/sys/firmware/efi/fw_platform_size").unlink()
    (tmp_path / "machine/sys/firmware/efi").rmdir()
    (tmp_path / "machine/sys/class/dmi/id").mkdir(parents=True)
    done = finish(disk.job(host=there.host))
    assert row(done, "active_flag") == ("done", None)
    raw = disk.backing.read_bytes()[446:462]
    assert (raw[0], raw[4]) == (0x80, 0xEE)
    assert row(done, "boot_entry")[0] == "not_possible"
    assert "No problems found" in installed.run("sgdisk", "--verify", disk.disk)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (("EFI/BOOT/BOOTX64.EFI", "EFI/debian/shimx64.efi"), "EFI/debian/shimx64.efi"),
        (("EFI/debian/grubx64.efi", "EFI/debian/SHIMX64.EFI"), "EFI/debian/SHIMX64.EFI"),
        (("EFI/debian/grubx64.efi", "EFI/BOOT/BOOTX64.EFI"), "EFI/debian/grubx64.efi"),
        (("EFI/BOOT/bootx64.efi", "EFI/BOOT/grubx64.efi"), "EFI/BOOT/bootx64.efi"),
        (
            ("EFI/Boot/bootx64.efi", "EFI/Microsoft/Boot/bootmgfw.efi"),
            "EFI/Microsoft/Boot/bootmgfw.efi",
        ),
        (("EFI/ubuntu/grubx64.efi", "EFI/a/b/grubx64.efi"), "EFI/ubuntu/grubx64.efi"),
        (("EFI/debian/shimia32.efi", "notes.txt"), None),
        ((), None),
    ],
)
def test_what_the_firmware_starts(files: tuple[str, ...], expected: str | None) -> None:
    assert starting.loader(files, Firmware("x64")) == expected


def test_entries_of_ours_are_those_that_carry_our_name_alone() -> None:
    listed = (
        "BootOrder: 0000,0001\n"
        "Boot0000* Atelier\tHD(2,GPT,aaaa)/File(\\EFI\\debian\\shimx64.efi)\n"
        "Boot0001  Atelier\n"
        "Boot0002* Atelier van de buren\n"
        "Boot00AF* Windows Boot Manager\tHD(1,GPT,bbbb)\n"
    )
    assert starting.earlier(listed) == ["0000", "0001"]

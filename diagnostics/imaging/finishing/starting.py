"""How the machine's firmware finds the disk: its own list, and the path that it falls back to."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from diagnostics.imaging.finishing import tables
from diagnostics.imaging.finishing.esp import Esp
from diagnostics.imaging.finishing.layout import Layout, Part
from diagnostics.imaging.finishing.work import Work
from diagnostics.probes.firmware import boot
from diagnostics.probes.host import Host
from diagnostics.run import RunError

#: In the firmware's list; what else has this name there is of an earlier image of ours.
LABEL = "Atelier"
_ENTRY = re.compile(r"^Boot(?P<number>[0-9A-Fa-f]{4})\*?\s+(?P<label>[^\t]*?)\s*(?:\t.*)?$")
_FALLBACK_FOLDER = "EFI/BOOT"
_WINDOWS = "efi/microsoft/boot/bootmgfw.efi"
_NO_ESP = "there is no EFI system partition on the disk"
#: What the loader wants beside itself, wherever it stands: GRUB, and shim's tool for keys.
_BESIDE = ("grub{}.efi", "mm{}.efi")


@dataclass(frozen=True, slots=True)
class Firmware:
    #: ``x64``, ``ia32``: how its files are called.
    word: str

    @property
    def fallback(self) -> str:
        return f"{_FALLBACK_FOLDER}/BOOT{self.word.upper()}.EFI"


def uefi(host: Host) -> Firmware | None:
    """Of this start; None: it was none by UEFI. 32 bits: tablets of 2013, all with 64-bit CPUs."""
    if not host.exists("sys/firmware/efi"):
        return None
    return Firmware("ia32" if host.read_int("sys/firmware/efi/fw_platform_size") == 32 else "x64")


#: Where the firmware of this start is none, for another machine that the disk may come into.
USUAL = Firmware("x64")


def loader(files: tuple[str, ...], firmware: Firmware) -> str | None:
    """What the firmware starts: shim before GRUB before whatever is at the fallback path."""
    names = (
        f"shim{firmware.word}.efi",
        f"grub{firmware.word}.efi",
        f"systemd-boot{firmware.word}.efi",
    )
    own = [one for one in files if not one.casefold().startswith("efi/boot/")]
    for name in names:
        found = [one for one in own if PurePosixPath(one.casefold()).name == name]
        if found:
            return min(found, key=lambda one: (one.count("/"), one))
    wanted = (_WINDOWS, firmware.fallback.casefold())
    return next((one for path in wanted for one in files if one.casefold() == path), None)


def keep_fallback(work: Work, esp: Esp | None, firmware: Firmware) -> bool:
    """Whether a loader is where every firmware looks; it is put there where it is missing."""
    if esp is None:
        work.tell("fallback_path", "not_possible", why=_NO_ESP)
        return False
    path, files = firmware.fallback, esp.files()
    if esp.find(path):
        work.tell("fallback_path", "done", value=path, why="it was there")
        return True
    found = loader(files, firmware)
    if found is None:
        why = f"there is no loader for {firmware.word} on the EFI system partition"
        work.tell("fallback_path", "not_possible", value=path, why=why)
        return False
    return _copy(work, esp, found, path, firmware)


def _copy(work: Work, esp: Esp, found: str, path: str, firmware: Firmware) -> bool:
    """The loader last: what it looks for beside itself is there by then."""
    beside = [str(PurePosixPath(found).with_name(one.format(firmware.word))) for one in _BESIDE]
    try:
        for name in filter(None, map(esp.find, beside)):
            if name.casefold() != found.casefold():
                esp.write(f"{_FALLBACK_FOLDER}/{PurePosixPath(name).name}", esp.read(name))
        esp.write(path, esp.read(found))
    except RunError as error:
        work.tell("fallback_path", "not_possible", value=path, why=str(error))
        return False
    work.tell("fallback_path", "done", value=path, why=f"a copy of {found}")
    return True


def put_first(work: Work, part: Part | None, esp: Esp | None, firmware: Firmware | None) -> bool:
    """In the firmware's own list, before all others; whether it is there now.

    Some firmware refuses: that is told, not raised.
    """
    if firmware is None:
        work.tell("boot_entry", "not_possible", why="this machine did not start by UEFI")
        return False
    found = loader(esp.files(), firmware) if esp else None
    if part is None or found is None:
        work.tell(
            "boot_entry", "not_possible", why="there is no loader to start" if esp else _NO_ESP
        )
        return False
    path = "\\" + found.replace("/", "\\")
    try:
        there = _make_entry(work, part, path)
    except RunError as error:
        work.tell("boot_entry", "not_possible", value=path, why=str(error))
        return False
    why = None if there else "the firmware took it, and does not list it"
    work.tell("boot_entry", "done" if there else "not_possible", value=path, why=why)
    return there


def _make_entry(work: Work, part: Part, path: str) -> bool:
    for number in earlier(work.run("efibootmgr").text):
        work.run("efibootmgr", "--quiet", "--delete-bootnum", "--bootnum", number)
    where = ("--disk", str(work.disk), "--part", str(part.number))
    work.run("efibootmgr", "--quiet", "--create", *where, "--label", LABEL, "--loader", path)
    return bool(earlier(work.run("efibootmgr").text))


def earlier(listed: str) -> list[str]:
    """Numbers of the entries that carry our name."""
    found = (_ENTRY.match(line) for line in listed.splitlines())
    return [one["number"] for one in found if one and one["label"] == LABEL]


def mark(work: Work, found: Layout, root: int | None) -> None:
    """Some old BIOSes start no disk without a mark; some UEFIs no GPT disk that has one."""
    mode = boot.collect(work.host).mode
    if mode == "bios":
        if tables.mark_active(work, found, root, active=True):
            work.tell("active_flag", "done")
        else:
            work.tell("active_flag", "not_possible", why="no partition to mark is known")
    elif mode == "uefi" and found.table == "gpt":
        tables.mark_active(work, found, root, active=False)

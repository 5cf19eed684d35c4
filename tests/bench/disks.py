"""The disks of a virtual machine, as files on this one."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

MB, GB = 10**6, 10**9
_SATA_PORTS = 6
_KINDS = {
    "sata": "ide-hd",
    "nvme": "nvme",
    "usb": "usb-storage",
    "cd": "ide-cd",
    "scsi": "scsi-hd",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """An empty disk, or with ``content`` one that begins as a copy of that file."""

    serial: str
    bus: Literal["sata", "nvme", "usb", "cd", "scsi"] = "sata"
    size_bytes: int = 2 * GB
    model: str = "PROEF SSD"
    #: World wide name, 64 bits.
    wwn: int | None = None
    #: 0: not said. 1: a solid state disk.
    rpm: int = 1
    content: Path | None = None
    #: What is done to the file once, before the machine sees it.
    prepare: Callable[[Path], None] | None = None
    # None that never answers: at the first reset of its port QEMU itself waits for it.
    #: Every read fails.
    unreadable: bool = False
    #: Every write of this sector fails.
    bad_sector: int | None = None
    #: It writes no faster.
    writes_bytes_s: int | None = None
    #: What QEMU opens in place of a file (an address that it understands).
    source: str | None = None
    #: The firmware starts from the lowest; None: not from this disk.
    boot_order: int | None = None

    @property
    def id(self) -> str:
        """What QEMU calls it; ``Machine.pull`` takes the disk itself."""
        return f"disk-{self.serial}"

    def create(self, folder: Path) -> Path:
        """Its file: what the machine wrote there stays from one run to the next."""
        path = folder / f"{self.id}.img"
        if self.bus == "cd" and self.content is not None:
            return self.content
        if path.exists():
            return path
        if self.content is not None:
            copy_sparse(self.content, path)
        else:
            with path.open("wb") as file:
                file.truncate(self.size_bytes)
        if self.prepare is not None:
            self.prepare(path)
        return path

    def drive(self, folder: Path) -> str:
        """The value of ``-drive``."""
        file = self.source or str(self.create(folder))
        if errors := "".join(self._errors()):
            rules = folder / f"{self.id}.errors"
            rules.write_text(errors)
            file = f"blkdebug:{rules}:{file}"
        options = [f"file={file}", "format=raw", "if=none", f"id={self.id}-file", *self._how()]
        return ",".join(options)

    def _how(self) -> Iterator[str]:
        yield "readonly=on" if self.bus == "cd" else "cache=writeback"
        if self.writes_bytes_s is not None:
            yield f"throttling.bps-write={self.writes_bytes_s}"

    def _errors(self) -> Iterator[str]:
        """The rules of QEMU's blkdebug; 5 is EIO."""
        if self.unreadable:
            yield '[inject-error]\nevent = "read_aio"\nerrno = "5"\n'
        if self.bad_sector is not None:
            yield '[inject-error]\nevent = "write_aio"\nerrno = "5"\n'
            yield f'sector = "{self.bad_sector}"\n'

    def device(self, place: str) -> str:
        """The value of ``-device``; ``place``: the bus to plug it in."""
        options = [_KINDS[self.bus], f"id={self.id}", f"drive={self.id}-file", f"bus={place}"]
        options.append(f"serial={self.serial}")
        if self.bus == "sata":
            options += [f"model={self.model}", f"rotation_rate={self.rpm}"]
            options += [f"wwn={self.wwn:#x}"] if self.wwn else []
        if self.source:  # else QEMU reads its first block before the machine is switched on
            options.append("cyls=4161,heads=16,secs=63")
        if self.bus == "usb":
            options.append("removable=on")
        if self.boot_order is not None:
            options.append(f"bootindex={self.boot_order}")
        return ",".join(options)


def arguments(disks: Iterable[Disk], folder: Path) -> Iterator[str]:
    """For QEMU's command line: all disks and the controllers they need."""
    taken: dict[str, int] = {"ahci": 0, "nvme": 0, "usb": 0, "scsi": 0}
    for disk in disks:
        kind = {"sata": "ahci", "cd": "ahci"}.get(disk.bus, disk.bus)
        number = taken[kind]
        taken[kind] += 1
        yield from _controller(kind, number)
        yield from ("-drive", disk.drive(folder))
        yield from ("-device", disk.device(_place(kind, number)))


def _controller(kind: str, number: int) -> Iterator[str]:
    if kind == "ahci" and number % _SATA_PORTS == 0:
        yield from ("-device", f"ich9-ahci,id=ahci{number // _SATA_PORTS}")
    if kind == "scsi" and number == 0:
        yield from ("-device", "virtio-scsi-pci,id=scsi")
    if kind == "nvme":  # a port of its own: only there it can be pulled out
        yield from ("-device", f"pcie-root-port,id=slot{number},chassis={number + 1}")


def _place(kind: str, number: int) -> str:
    if kind == "ahci":
        return f"ahci{number // _SATA_PORTS}.{number % _SATA_PORTS}"
    return {"nvme": f"slot{number}", "scsi": "scsi.0"}.get(kind, "usb.0")


def copy_sparse(source: Path, target: Path) -> None:
    """Copies holes as holes: most of a medium's data partition is empty."""
    block = 2**20
    with source.open("rb") as old, target.open("wb") as new:
        while chunk := old.read(block):
            if chunk.count(0) == len(chunk):
                new.seek(len(chunk), 1)
            else:
                new.write(chunk)
        new.truncate(source.stat().st_size)
    shutil.copystat(source, target)

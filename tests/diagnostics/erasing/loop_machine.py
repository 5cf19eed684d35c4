"""A machine whose disks are loop devices: real block devices below a made-up /sys and lsblk."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from diagnostics.probes.host import Host
from diagnostics.wire import Disk
from tests.diagnostics.conftest import play

MODEL = "Made Up Disk"
LETTER = b"een brief van niemand aan niemand. "


def fill(image: Path, size_bytes: int) -> None:
    """A disk full of known text."""
    image.write_bytes((LETTER * (size_bytes // len(LETTER) + 1))[:size_bytes])


def letters_left(image: Path) -> int:
    return image.read_bytes().count(LETTER[:16])


@dataclass
class LoopMachine:
    """``disks``: by the kernel's name, the loop device and its serial."""

    root: Path
    disks: dict[str, tuple[Path, str]] = field(default_factory=dict)
    boot_id: str = "boot-1"
    mounts: Sequence[str] = ()

    def start(self) -> None:
        """As the machine shows itself from now on."""
        mounted = ["1 0 0:1 / / rw - tmpfs tmpfs rw", *self.mounts]
        self._file("proc/self/mountinfo", "\n".join(mounted) + "\n")
        self._file("proc/swaps", "Filename Type Size Used Priority\n")
        self._file("proc/cmdline", "quiet\n")
        self._file("proc/sys/kernel/random/boot_id", self.boot_id)
        self._file("sys/class/dmi/id/product_serial", "5CG0123XYZ")
        for name, (device, _serial) in self.disks.items():
            number = device.stat().st_rdev
            folder = f"sys/class/block/{name}"
            self._file(f"{folder}/dev", f"{os.major(number)}:{os.minor(number)}")
            self._file(f"{folder}/diskseq", f"{sorted(self.disks).index(name) + 1}")
            link = self.root / f"dev/{name}"
            link.parent.mkdir(exist_ok=True)
            link.unlink(missing_ok=True)
            link.symlink_to(device)

    @property
    def host(self) -> Host:
        rows = [self._row(name) for name in self.disks]
        listed = (0, json.dumps({"blockdevices": rows}))

        def run(args: Sequence[str], timeout_s: float = 10, accept: Any = (0,)) -> Any:
            answers = {" ".join(args): listed} if args[0] == "lsblk" else {}
            return play(answers)(args, timeout_s, accept)

        return Host(root=self.root, run=run, is_root=True)

    def disk(self, name: str) -> Disk:
        row = self._row(name)
        return Disk(serial=row["serial"], model=MODEL, size_bytes=row["size"])

    def _row(self, name: str) -> Mapping[str, Any]:
        device, serial = self.disks[name]
        size = int(Path(f"/sys/class/block/{device.name}/size").read_text()) * 512
        return {
            "name": name,
            "type": "disk",
            "tran": "virtio",
            "size": size,
            "model": MODEL,
            "serial": serial,
            "rota": False,
            "log-sec": 512,
        }

    def _file(self, relative: str, text: str) -> None:
        path = self.root / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

"""Whether virtual machines run on the hardware or are emulated.

``/dev/kvm`` can be there and be slower than emulation (a virtual machine in a virtual machine
without the processor's help): so a boot sector that does nothing but leave is timed.
"""

import os
import subprocess
import tempfile
from functools import cache
from pathlib import Path

#: mov al, 42; out 0xf4, al: QEMU's exit device ends it with status 2 * 42 + 1.
_LEAVE = bytes([0xB0, 42, 0xE6, 0xF4]).ljust(510, b"\0") + b"\x55\xaa"
_LEFT = 85
#: On hardware it takes 0.2 s.
_QUICK_S = 2.0


@cache
def accelerator() -> str:
    """The value of QEMU's ``-accel``. ``ATELIER_ACCEL`` chooses: ``kvm`` or ``tcg``."""
    chosen = os.environ.get("ATELIER_ACCEL") or ("kvm" if kvm_is_quick() else "tcg")
    return {"tcg": "tcg,thread=multi"}.get(chosen, chosen)


def kvm_is_quick() -> bool:
    if not os.access("/dev/kvm", os.R_OK | os.W_OK):
        return False
    with tempfile.TemporaryDirectory() as folder:
        sector = Path(folder) / "sector"
        sector.write_bytes(_LEAVE)
        try:
            return subprocess.run(_trial(sector), check=False, timeout=_QUICK_S).returncode == _LEFT
        except subprocess.TimeoutExpired:
            return False


def _trial(sector: Path) -> list[str]:
    machine = ["-accel", "kvm", "-cpu", "max", "-m", "16", "-display", "none", "-nic", "none"]
    leave = ["-device", "isa-debug-exit,iobase=0xf4,iosize=1"]
    disk = ["-drive", f"file={sector},format=raw,if=ide"]
    return ["qemu-system-x86_64", "-nodefaults", *machine, *leave, *disk]

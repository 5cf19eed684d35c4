"""What starts the machine: a BIOS, UEFI, or UEFI that takes only what Microsoft signed."""

import shutil
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

_HOME = Path("/usr/share/OVMF")


class Firmware(Enum):
    """The files of OVMF with code and settings; the BIOS is QEMU's own."""

    BIOS = None
    UEFI = ("OVMF_CODE_4M.fd", "OVMF_VARS_4M.fd")
    SECURE_BOOT = ("OVMF_CODE_4M.ms.fd", "OVMF_VARS_4M.ms.fd")
    #: Of 32 bits before a processor of 64: the small tablets of ten years ago.
    UEFI_32 = ("OVMF32_CODE_4M.secboot.fd", "OVMF32_VARS_4M.fd")

    def arguments(self, folder: Path) -> Iterator[str]:
        """``folder`` takes the settings: they outlive a restart, and no two machines share them."""
        secure = self in {Firmware.SECURE_BOOT, Firmware.UEFI_32}
        yield from ("-machine", "q35,smm=on" if secure else "q35")
        if self.value is None:
            return
        code, settings = self.value
        kept = folder / "firmware-settings.fd"
        if not kept.exists():
            shutil.copy(_HOME / settings, kept)
        if secure:
            yield from ("-global", "driver=cfi.pflash01,property=secure,value=on")
        yield from ("-drive", f"if=pflash,format=raw,unit=0,readonly=on,file={_HOME / code}")
        yield from ("-drive", f"if=pflash,format=raw,unit=1,file={kept}")

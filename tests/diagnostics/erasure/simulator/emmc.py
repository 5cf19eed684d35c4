"""An eMMC under ``blkdiscard -s`` and mmc-utils.

``blkdiscard``: the recordings. mmc-utils 1.0: texts from its source (``mmc_cmds.c``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.diagnostics.erasure.simulator.clock import Clock
from tests.diagnostics.erasure.simulator.contents import Contents
from tests.diagnostics.erasure.simulator.lies import Faults
from tests.diagnostics.erasure.simulator.replies import Reply

_SECURE_ERASE, _SANITIZE = 0x11, 0x40


@dataclass
class Emmc:
    clock: Clock
    serial: str = "0x51a10001"
    model: str = "SIM16G"
    contents: Contents = field(default_factory=lambda: Contents(256 * 2**20))
    secure_erase: bool = True
    sanitize: bool = True
    faults: Faults = field(default_factory=Faults)
    log: list[str] = field(default_factory=list)

    def power_off(self) -> None: ...

    def power_on(self, *, waking: bool = False) -> None: ...

    def mmc(self, args: Sequence[str]) -> Reply:
        """``args``: what stands after ``mmc``."""
        path = args[-1]
        if args[:2] == ("extcsd", "read"):
            return Reply(self._extended_csd())
        self.log.append("sanitize")
        if not self.sanitize or "sanitize" in self.faults.aborts:
            errors = (
                f"ioctl: Connection timed out\nCould not write 0x01 to EXT_CSD[165] in {path}\n"
            )
            return Reply(stderr=errors, status=1)
        return Reply(seconds=30.0, then=Reply)

    def blkdiscard(self, args: Sequence[str]) -> Reply:
        path, forced = args[-1], "blkdiscard: Operation forced, data will be lost!\n"
        self.log.append("blkdiscard")
        if "-s" in args and (not self.secure_erase or "discard" in self.faults.aborts):
            refused = f"blkdiscard: {path}: BLKSECDISCARD ioctl failed: Operation not supported\n"
            return Reply(stderr=forced + refused, status=1)
        return Reply(seconds=5.0, then=lambda: self._discarded(forced))

    def _discarded(self, forced: str) -> Reply:
        self.faults.erase(self.contents)
        return Reply(stderr=forced)

    def _extended_csd(self) -> str:
        features = (_SECURE_ERASE if self.secure_erase else 0) | (_SANITIZE if self.sanitize else 0)
        line = "=" * 45
        return (
            f"{line}\n  Extended CSD rev 1.8 (MMC 5.1)\n{line}\n\n"
            "Card Supported Command sets [S_CMD_SET: 0x01]\n"
            f"Secure Feature support [SEC_FEATURE_SUPPORT: 0x{features:02x}]\n"
            "Boot Information [BOOT_INFO: 0x07]\n"
        )

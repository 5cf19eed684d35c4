"""An ATA drive: its registers, its security states, its hidden areas, SANITIZE over power loss.

ACS-3: security 4.19 (SEC0 off, SEC1 disabled, SEC2 disabled and frozen, SEC3 off with a password,
SEC4 locked, SEC5 unlocked, SEC6 unlocked and frozen), sanitize 4.18 (SD0 idle, SD1 frozen, SD2 at
work, SD3 failed, SD4 succeeded). HPA and DCO: ACS-2 7.63, 7.9.
"""

from dataclasses import dataclass, field

from tests.diagnostics.erasure.simulator.clock import Clock
from tests.diagnostics.erasure.simulator.contents import ZEROS, Contents, Fill, constant, noise
from tests.diagnostics.erasure.simulator.labour import Labour
from tests.diagnostics.erasure.simulator.lies import Faults

SECTOR = 512
#: Wrong passwords until the counter expires.
_TRIES = 5


class Aborted(Exception):
    """The drive set ERR and ABRT. ``reason`` is what SANITIZE puts into LBA (7:0)."""

    def __init__(self, reason: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason


NO_REASON, UNSUCCESSFUL, UNSUPPORTED, FROZEN = range(4)


@dataclass
class Security:
    supported: bool = True
    enhanced: bool = True
    #: The user password, when one is set.
    password: bytes | None = None
    locked: bool = False
    frozen: bool = False
    tries_left: int = _TRIES
    minutes: int = 2
    enhanced_minutes: int = 8
    #: An erase that power loss broke off: the drive stays locked until one ends well.
    interrupted: bool = False

    @property
    def state(self) -> str:
        if self.password is None:
            return "SEC2" if self.frozen else "SEC1"
        if self.locked:
            return "SEC4"
        return "SEC6" if self.frozen else "SEC5"


@dataclass
class Sanitize:
    block: bool = False
    crypto: bool = False
    overwrite: bool = False
    frozen: bool = False
    failed: bool = False
    succeeded: bool = False
    kind: str = ""
    labour: Labour | None = None

    @property
    def supported(self) -> bool:
        return self.block or self.crypto or self.overwrite


@dataclass
class AtaDrive:
    clock: Clock
    model: str = "SIMULATED SSD 256M"
    serial: str = "SIM0001"
    firmware: str = "1.0"
    wwn: int = 0x5002538D00000001
    #: 1: it does not turn.
    rpm: int = 1
    contents: Contents = field(default_factory=lambda: Contents(256 * 2**20))
    security: Security = field(default_factory=Security)
    sanitize: Sanitize = field(default_factory=Sanitize)
    faults: Faults = field(default_factory=Faults)
    has_hpa: bool = True
    has_dco: bool = True
    #: Sectors as they left the factory, below DCO, below HPA; filled in from the contents.
    factory: int = 0
    native: int = 0
    visible: int = 0
    #: Firmware of the machine freezes security at every start, and on waking too.
    frozen_by_bios: bool = False
    frozen_on_waking: bool = False
    sanitize_seconds: float = 120.0
    _hpa_set_for_good: bool = False
    _volatile_visible: int | None = None
    _erase: Labour | None = None
    _erasing: str = ""
    _prepared: bool = False
    #: Every ATA command that changed something, in order.
    log: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        whole = self.contents.size_bytes // SECTOR
        self.factory = self.factory or whole
        self.native = self.native or self.factory
        self.visible = self.visible or self.native
        self.contents.refusing = self._refuses
        self.security.frozen = self.frozen_by_bios

    # Power

    def power_off(self) -> None:
        for labour in (self.sanitize.labour, self._erase):
            if labour:
                labour.power_off()
        if self._erase:
            self.faults.erase(self.contents, self._left(self._erasing), self._erase.fraction)
            self._erase, self.security.interrupted = None, True

    def power_on(self, *, waking: bool = False) -> None:
        self.security.locked = self.security.password is not None
        self.security.tries_left = _TRIES
        self.security.frozen = self.frozen_on_waking if waking else self.frozen_by_bios
        self.sanitize.frozen = False
        self._hpa_set_for_good = False
        if self._volatile_visible is not None:
            self.visible, self._volatile_visible = self._volatile_visible, None
        if self.sanitize.labour:
            self.sanitize.labour.power_on()

    # Security

    def set_password(self, password: bytes) -> None:
        self._security_command("SECURITY SET PASSWORD")
        if self.security.locked or self.security.frozen:
            raise Aborted
        self.security.password = password

    def unlock(self, password: bytes) -> None:
        self._security_command("SECURITY UNLOCK")
        if self.security.frozen:
            raise Aborted
        self._check(password)
        self.security.locked = False

    def disable_password(self, password: bytes) -> None:
        self._security_command("SECURITY DISABLE PASSWORD")
        if self.security.locked or self.security.frozen or self.security.interrupted:
            raise Aborted
        self._check(password)
        self.security.password = None

    def freeze(self) -> None:
        self._security_command("SECURITY FREEZE LOCK")
        if self.security.locked:
            raise Aborted
        self.security.frozen = True

    def erase_prepare(self) -> None:
        self._security_command("SECURITY ERASE PREPARE")
        if self.security.frozen:
            raise Aborted
        self._prepared = True

    def erase_unit(self, password: bytes, *, enhanced: bool) -> float:
        """Seconds until ``erase_ended`` may be called; nothing else is answered meanwhile."""
        self._security_command("SECURITY ERASE UNIT")
        if not self._prepared or self.security.frozen or (enhanced and not self.security.enhanced):
            raise Aborted
        self._prepared = False
        self._check(password)
        minutes = self.security.enhanced_minutes if enhanced else self.security.minutes
        self._erase, self._erasing = Labour(self.clock, minutes * 60.0), "security"
        return minutes * 60.0

    def erase_ended(self) -> None:
        self._erase = None
        if self.faults.fails:
            raise Aborted
        self.faults.erase(self.contents, self._left("security"))
        self.security.password, self.security.locked = None, False
        self.security.interrupted = False

    # Sanitize

    def sanitize_status(self) -> tuple[int, int]:
        """COUNT (15:8) and LBA (15:0), ACS-3 7.36.6."""
        self._sanitize_command("SANITIZE STATUS EXT")
        self._settle()
        if self.sanitize.failed:
            raise Aborted(UNSUCCESSFUL)
        done, busy, frozen = self.sanitize.succeeded, self.sanitize.labour, self.sanitize.frozen
        count = (0x80 if done else 0) | (0x40 if busy else 0) | (0x20 if frozen else 0)
        return count, round(busy.fraction * 0xFFFF) if busy else 0xFFFF

    def begin_sanitize(self, kind: str) -> None:
        """``block``, ``crypto`` or ``overwrite``."""
        self._sanitize_command(f"SANITIZE {kind}")
        self._settle()
        if self.sanitize.frozen:
            raise Aborted(FROZEN)
        if not getattr(self.sanitize, kind):
            raise Aborted(UNSUPPORTED)
        if self.sanitize.labour or self.security.locked:
            raise Aborted
        seconds = 0.5 if kind == "crypto" else self.sanitize_seconds
        self.sanitize.kind, self.sanitize.succeeded, self.sanitize.failed = kind, False, False
        self.sanitize.labour = Labour(self.clock, seconds, self.faults.stuck_at)

    # Hidden areas

    def read_native_max(self) -> int:
        """The last sector that can be addressed."""
        if not self.has_hpa or "READ NATIVE MAX ADDRESS" in self.faults.aborts:
            raise Aborted
        return self.native - 1

    def set_max(self, last: int, *, for_good: bool) -> None:
        """For good once between two starts; else until the next start."""
        self._changing("SET MAX ADDRESS")
        if not self.has_hpa or last >= self.native or (for_good and self._hpa_set_for_good):
            raise Aborted
        if not for_good and self._volatile_visible is None:
            self._volatile_visible = self.visible
        self._hpa_set_for_good = self._hpa_set_for_good or for_good
        self.visible = last + 1

    def dco_identify(self) -> int:
        """The last sector without any overlay."""
        if not self.has_dco or "DEVICE CONFIGURATION IDENTIFY" in self.faults.aborts:
            raise Aborted
        return self.factory - 1

    def dco_restore(self) -> None:
        """Aborted while an HPA is set."""
        self._changing("DEVICE CONFIGURATION RESTORE")
        if not self.has_dco or self.visible != self.native:
            raise Aborted
        self.native = self.visible = self.factory

    # Inside

    @property
    def busy(self) -> bool:
        """At a security erase: it answers nothing."""
        return self._erase is not None

    def _security_command(self, name: str) -> None:
        self._changing(name)
        self._settle()
        if not self.security.supported or self.sanitize.labour:
            raise Aborted

    def _sanitize_command(self, name: str) -> None:
        if "STATUS" not in name:
            self._changing(name)
        elif name in self.faults.aborts:
            raise Aborted
        if not self.sanitize.supported or self.security.locked:
            raise Aborted

    def _changing(self, name: str) -> None:
        self.log.append(name)
        if name in self.faults.aborts:
            raise Aborted

    def _check(self, password: bytes) -> None:
        if self.security.tries_left <= 0:
            raise Aborted
        if password != self.security.password:
            self.security.tries_left -= 1
            raise Aborted

    def _settle(self) -> None:
        """What a sanitize operation that has ended meanwhile leaves."""
        labour = self.sanitize.labour
        if labour and labour.over:
            self.sanitize.labour = None
            self.sanitize.failed, self.sanitize.succeeded = self.faults.fails, not self.faults.fails
            if not self.faults.fails:
                self.faults.erase(self.contents, self._left(self.sanitize.kind))

    def _left(self, kind: str) -> Fill:
        if kind == "crypto":
            return noise(len(self.log))
        return constant(b"\x33\xcc\x55\xaa") if self.rpm > 1 and kind != "overwrite" else ZEROS

    def _refuses(self) -> bool:
        self._settle()
        sanitizing = self.sanitize.labour is not None or self.sanitize.failed
        return self.security.locked or sanitizing or self.busy

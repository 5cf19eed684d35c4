"""hdparm 9.65 as it prints: texts from its source (``hdparm.c``, ``sgio.c``) and the recordings.

``kernel`` is how Linux hands over what the drive answered, which hdparm reads in descriptor format
only: *recorded* (6.1: success as descriptors, errors in fixed format, so that hdparm ends with
status 0), *descriptor* (before 4.7: hdparm sees errors), *fixed* (6.1.103: nothing can be read).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from tests.diagnostics.erasure.simulator import identify
from tests.diagnostics.erasure.simulator.ata_drive import UNSUCCESSFUL, Aborted, AtaDrive
from tests.diagnostics.erasure.simulator.replies import Print, Reply

Kernel = Literal["recorded", "descriptor", "fixed"]

_EIO, _EINVAL, _EPERM = 5, 22, 1
_ZEROS = " 00" * 20
#: QEMU's ATA disk aborting a command (with 0 or 1 in the last byte), and a disk behind SCSI.
_ABORTED = "SG_IO: bad/missing sense data, sb[]:  70 00 0b 00 00 00 00 0a 04 41 40 01" + _ZEROS
_NOT_ATA = (
    "SG_IO: bad/missing sense data, sb[]:  70 00 05 00 00 00 00 0a 00 00 00 00 20" + " 00" * 19
)
#: WD40EFRX under 6.6.44, reported to linux-ide in August 2024.
_SUCCESS_IN_FIXED = (
    "SG_IO: bad/missing sense data, sb[]:  f0 00 01 00 50 40 ff 0a 00 00 78 00 00 1d" + " 00" * 18
)
_REASONS = (
    "Reason not reported",
    "Last Sanitize Command completed unsuccessfully",
    "Unsupported command",
    "Device in FROZEN state",
    "Antifreeze lock enabled",
)
_STATES = ("SD0 Sanitize Idle", "SD1 Sanitize Frozen", "SD2 Sanitize operation In Process")
_KINDS = {
    "--sanitize-block-erase": ("block", "SANITIZE_BLOCK_ERASE"),
    "--sanitize-crypto-scramble": ("crypto", "SANITIZE_CRYPTO_SCRAMBLE"),
    "--sanitize-overwrite": ("overwrite", "SANITIZE_OVERWRITE"),
}
_VALUED = (
    "--user-master",
    "--security-set-pass",
    "--security-unlock",
    "--security-disable",
    "--security-erase",
    "--security-erase-enhanced",
    "--sanitize-overwrite",
    "--sanitize-overwrite-passes",
)


@dataclass
class Invocation:
    drive: AtaDrive | None
    path: str
    options: dict[str, str | None]
    kernel: Kernel = "recorded"
    to: Print = field(default_factory=Print)

    @property
    def sure(self) -> bool:
        return "--yes-i-know-what-i-am-doing" in self.options

    def answer(self) -> Reply:
        if "-V" in self.options:
            return Reply("hdparm v9.65\n")
        if security := next((o for o in self.options if o.startswith("--security-")), None):
            return self._security(security)
        self._heading()
        asked = {
            "-I": self._identify,
            "-N": self._max_sectors,
            "--dco-identify": self._dco_identify,
            "--dco-restore": self._dco_restore,
        }
        return next((asked[o] for o in self.options if o in asked), self._sanitize)()

    def _heading(self) -> None:
        self.to.out += ["", f"{self.path}:"]

    def _identify(self) -> Reply:
        if self.drive is None:
            return Reply(identify.skeleton(self.path), _NOT_ATA + "\n")
        return Reply(identify.text(self.drive, self.path))

    # -N and DCO

    def _max_sectors(self) -> Reply:
        value = self.options["-N"]
        if value:
            self._set_max(value)
        visible, native = (self.drive.visible, 1) if self.drive else (0, 1)
        try:
            if self.drive is None:
                self.to.err.append(_NOT_ATA)
            elif not self._lost():
                native = self.drive.read_native_max() + 1
        except Aborted:
            self._complain()
        self.to.out.append(_hpa(visible, native))
        return self.to.reply()

    def _set_max(self, value: str) -> None:
        for_good, sectors = value.startswith("p"), int(value.removeprefix("p"))
        how = "permanent" if for_good else "temporary"
        self.to.out.append(f" setting max visible sectors to {sectors} ({how})")
        try:
            if self.drive:
                self.drive.set_max(sectors - 1, for_good=for_good)
        except Aborted:
            self._complain()

    def _dco_identify(self) -> Reply:
        factory, revision = 0, 0
        try:
            if self.drive is None:
                self.to.err.append(_NOT_ATA)
            else:
                factory, revision = self.drive.dco_identify(), 2
        except Aborted:
            self._complain()
        unknown = "" if revision else " -- unknown, treating as 0002"
        self.to.out += [
            "DCO Checksum verified.",
            f"DCO Revision: 0x{revision:04x}{unknown}",
            "The following features can be selectively disabled via DCO:",
            "\tTransfer modes:",
            "\t\t",
            f"\tReal max sectors: {factory + 1}",
            "\tATA command/feature sets:",
        ]
        return self.to.reply()

    def _dco_restore(self) -> Reply:
        if not self.sure:
            return self._unsure("--dco-restore")
        self.to.out.append(" issuing DCO restore command")
        try:
            if self.drive:
                self.drive.dco_restore()
        except Aborted:
            self._complain()
        return self.to.reply()

    # Security

    def _security(self, option: str) -> Reply:
        password = self.options[option] or ""
        self.to.out.append(f'security_password: "{password}"')
        self._heading()
        name = option.removeprefix("--").removesuffix("-enhanced").replace("-", "_").upper()
        mode = ", mode=high" if option == "--security-set-pass" else ""
        said = f' Issuing {name} command, password="{password}", user=user{mode}'
        self.to.out.append(said)
        if self.drive is None:
            self.to.err += [_NOT_ATA] * (2 if "erase" in option else 1)
            return self.to.reply()
        return self._send(self.drive, option, password.encode())

    def _send(self, drive: AtaDrive, option: str, password: bytes) -> Reply:
        try:
            match option:
                case "--security-set-pass":
                    drive.set_password(password)
                case "--security-unlock":
                    drive.unlock(password)
                case "--security-disable":
                    self._unlock_first(drive, password)
                    drive.disable_password(password)
                case _:
                    return self._erase(drive, option, password)
        except Aborted:
            return self._failed("SECURITY_ERASE" if "erase" in option else "SECURITY")
        self._lost()
        return self.to.reply()

    def _unlock_first(self, drive: AtaDrive, password: bytes) -> None:
        """Goes on after a refusal that it did not understand."""
        try:
            drive.unlock(password)
        except Aborted:
            if self.kernel == "descriptor":
                raise
            self._complain()

    def _erase(self, drive: AtaDrive, option: str, password: bytes) -> Reply:
        try:
            drive.erase_prepare()
        except Aborted:
            if self.kernel == "descriptor":
                return self._failed("ERASE_PREPARE")
            self._complain()
        seconds = drive.erase_unit(password, enhanced=option.endswith("enhanced"))
        return Reply(seconds=seconds, then=lambda: self._erased(drive))

    def _erased(self, drive: AtaDrive) -> Reply:
        try:
            drive.erase_ended()
        except Aborted:
            return self._failed("SECURITY_ERASE")
        self._lost()
        return self.to.reply()

    # Sanitize

    def _sanitize(self) -> Reply:
        option = next(o for o in self.options if o in _KINDS or o == "--sanitize-status")
        if option in _KINDS and not self.sure:
            return self._unsure("--sanitize")
        if self.drive is None or not self.drive.sanitize.supported:
            self.to.err.append("SANITIZE feature set is not supported")
            return self.to.reply(_EINVAL)
        try:
            return self._sanitizing(self.drive, option)
        except Aborted as aborted:
            return self._sanitize_aborted(option, aborted)

    def _sanitizing(self, drive: AtaDrive, option: str) -> Reply:
        if option == "--sanitize-status":
            self.to.out.append("Issuing SANITIZE_STATUS command")
            count, progress = drive.sanitize_status()
            self._status(*((0, 0) if self._lost() else (count, progress)))
            return self.to.reply()
        kind, name = _KINDS[option]
        self.to.out.append(f"Issuing {name} command")
        drive.begin_sanitize(kind)
        self._lost()
        return self._started()

    def _started(self) -> Reply:
        self.to.out += [
            "Operation started in background",
            "You may use `--sanitize-status` to check progress",
        ]
        return self.to.reply()

    def _status(self, count: int, progress: int) -> None:
        state = 1 if count & 0x20 else 2 if count & 0x40 else 0
        self.to.out += ["Sanitize status:", f"    State:    {_STATES[state]}"]
        if state == 2:
            percent = 100 if progress == 0xFFFF else 100 * (progress + 1) // 0xFFFF
            self.to.out.append(f"    Progress: 0x{progress:x} ({percent}%)")
        if count & 0x80:
            self.to.out.append("    Last Sanitize Operation Completed Without Error")

    def _sanitize_aborted(self, option: str, aborted: Aborted) -> Reply:
        """With the registers lost hdparm believes that it went well."""
        if self.kernel != "descriptor":
            self._complain()
            if option != "--sanitize-status":
                return self._started()
            self._status(0, 0)
            return self.to.reply()
        self.to.err += [
            "SANITIZE failed: Input/output error",
            f"SANITIZE device error reason: {_REASONS[aborted.reason]}",
        ]
        if aborted.reason == UNSUCCESSFUL:
            self.to.err.append("Drive in SD3 Sanitize Operation Failed state")
        return self.to.reply(_EIO)

    # The kernel

    def _lost(self) -> bool:
        """Whether the registers of a success are lost on the way."""
        if self.kernel == "fixed":
            self.to.err.append(_SUCCESS_IN_FIXED)
        return self.kernel == "fixed"

    def _complain(self) -> None:
        if self.kernel != "descriptor":
            self.to.err.append(_ABORTED)

    def _failed(self, name: str) -> Reply:
        if self.kernel != "descriptor":
            self._complain()
            return self.to.reply()
        self.to.err.append(f"{name}: Input/output error")
        return self.to.reply(_EIO)

    def _unsure(self, option: str) -> Reply:
        self.to.err += [
            f"Use of {option} is VERY DANGEROUS.",
            "Please supply the --yes-i-know-what-i-am-doing flag if you really want this.",
            "Program aborted.",
        ]
        return self.to.reply(_EPERM)


def parse(args: Sequence[str]) -> tuple[str, dict[str, str | None]]:
    """The path, and the options with their values."""
    options: dict[str, str | None] = {}
    rest = list(args[1:])
    path = rest.pop() if rest and rest[-1].startswith("/dev/") else ""
    while rest:
        option = rest.pop(0)
        takes = option in _VALUED or (option == "-N" and bool(rest))
        options[option] = rest.pop(0) if takes else None
    return path, options


def _hpa(visible: int, native: int) -> str:
    words = "disabled" if visible == native else "enabled"
    if visible > native:
        return f" max sectors   = {visible}/{native}, HPA setting seems invalid"
    return f" max sectors   = {visible}/{native}, HPA is {words}"

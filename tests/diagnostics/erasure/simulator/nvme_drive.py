"""An NVMe controller with one namespace: Identify, Format NVM, Sanitize over power loss.

Fields and log page 81h: NVMe base specification 2.0. Texts: nvme-cli 2.3, from its source
(``nvme.c``, ``nvme-print-json.c``) and the recordings; a refused command prints its status on
standard error and ends with 1.
"""

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.diagnostics.erasure.simulator.clock import Clock
from tests.diagnostics.erasure.simulator.contents import ZEROS, Contents, Fill, noise
from tests.diagnostics.erasure.simulator.labour import Labour
from tests.diagnostics.erasure.simulator.lies import Faults
from tests.diagnostics.erasure.simulator.replies import Reply

_OPCODE = (
    "NVMe status: Invalid Command Opcode: A reserved coded value or an unsupported value in the "
    "command opcode field(0x4001)\n"
)
_FIELD = (
    "NVMe status: Invalid Field in Command: A reserved coded value or an unsupported value in a "
    "defined field(0x4002)\n"
)
_BUSY = (
    "NVMe status: Sanitize In Progress: The requested function is prohibited while a sanitize "
    "operation is in progress(0x401d)\n"
)
_WORDS = {
    0: "NVM Subsystem has never been sanitized.",
    1: "Most Recent Sanitize Command Completed Successfully.",
    2: "Sanitize in Progress.",
    3: "Most Recent Sanitize Command Failed.",
}
_BITS = {"crypto": 0, "block": 1, "overwrite": 2}
_ACTIONS = {"2": "block", "3": "overwrite", "4": "crypto"}


@dataclass
class NvmeDrive:
    clock: Clock
    model: str = "SIMULATED NVME 256M"
    serial: str = "SIMNVME1"
    firmware: str = "2.0"
    contents: Contents = field(default_factory=lambda: Contents(256 * 2**20))
    #: What SANICAP lists.
    sanicap: frozenset[str] = frozenset({"block", "crypto"})
    format_: bool = True
    #: FNA bit 2. A format with SES 2 is accepted without it, as QEMU's controller does.
    crypto_format: bool = False
    #: FNA bit 1.
    erases_everywhere: bool = False
    #: FLBAS and DPS of the namespace: format 4 of 8 has 4,096-byte blocks.
    flbas: int = 0
    dps: int = 0
    faults: Faults = field(default_factory=Faults)
    sanitize_seconds: float = 120.0
    crypto_seconds: float = 1.0
    format_seconds: float = 20.0
    status: int = 0
    #: *Global Data Erased*.
    untouched: bool = False
    labour: Labour | None = None
    action: int = 0
    restricted: bool = False
    log: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.contents.refusing = self._refuses
        self.contents.on_write = self._written

    def power_off(self) -> None:
        if self.labour:
            self.labour.power_off()

    def power_on(self, *, waking: bool = False) -> None:
        if self.labour:
            self.labour.power_on()

    def answer(self, args: Sequence[str]) -> Reply:
        """``args``: what stands after ``nvme``."""
        self._settle()
        options = list(args[2:])
        match args[0]:
            case "id-ctrl":
                return Reply(_json(self._controller()))
            case "id-ns":
                return Reply(_json(self._namespace()))
            case "sanitize":
                return self._sanitize(options)
            case "sanitize-log":
                return self._sanitize_log(args[1], options)
            case "format":
                return self._format(options)
        return Reply(stderr=_OPCODE, status=1)

    def _controller(self) -> dict[str, Any]:
        return {
            "vid": 6966,
            "sn": f"{self.serial:<20}",
            "mn": f"{self.model:<40}",
            "fr": f"{self.firmware:<8}",
            "oacs": 2 if self.format_ else 0,
            "tnvmcap": str(self.contents.size_bytes),
            "unvmcap": "0",
            "sanicap": sum(1 << _BITS[name] for name in self.sanicap),
            "nn": 1,
            "fna": (4 if self.crypto_format else 0) | (2 if self.erases_everywhere else 0),
        }

    def _namespace(self) -> dict[str, Any]:
        formats = [{"ms": ms, "ds": ds, "rp": 0} for ds in (9, 12) for ms in (0, 8, 16, 64)]
        blocks = self.contents.size_bytes >> formats[self.flbas & 0xF]["ds"]
        return {
            "nsze": blocks,
            "ncap": blocks,
            "nuse": blocks,
            "nlbaf": 7,
            "flbas": self.flbas,
            "dps": self.dps,
            "nvmcap": "0",
            "lbafs": formats,
        }

    def _sanitize(self, options: list[str]) -> Reply:
        action = _value(options, "-a")
        self.log.append(f"sanitize {action}")
        if not self.sanicap or "sanitize" in self.faults.aborts:
            return Reply(stderr=_OPCODE, status=1)
        if action == "1":
            return self._leave_failure()
        if self.labour:
            return Reply(stderr=_BUSY, status=1)
        kind = _ACTIONS.get(action or "", "")
        if kind not in self.sanicap:
            return Reply(stderr=_FIELD, status=1)
        seconds = self.crypto_seconds if kind == "crypto" else self.sanitize_seconds
        self.labour = Labour(self.clock, seconds, self.faults.stuck_at)
        self.restricted = "-u" not in options
        self.status, self.action, self.untouched = 2, int(action or 0), False
        return Reply()

    def _leave_failure(self) -> Reply:
        if self.status == 3 and self.restricted:
            return Reply(stderr="NVMe status: Sanitize Failed(0x401c)\n", status=1)
        self.status = 0 if self.status == 3 else self.status
        return Reply()

    def _sanitize_log(self, device: str, options: list[str]) -> Reply:
        if not self.sanicap:
            return Reply(stderr=_FIELD, status=1)
        progress = round(self.labour.fraction * 0xFFFF) if self.labour else 0xFFFF
        status = self.status | (1 << 8 if self.untouched else 0)
        if _value(options, "-o") == "binary":
            page = struct.pack("<HHIIIIIII", progress, status, self.action, *[0xFFFFFFFF] * 6)
            return Reply(page.ljust(512, b"\0"))
        return Reply(_json({device.removeprefix("/dev/"): self._log_json(progress, status)}))

    def _log_json(self, progress: int, status: int) -> dict[str, Any]:
        untold = 0xFFFFFFFF
        return {
            "sprog": progress,
            "sstat": {
                "global_erased": status >> 8 & 1,
                "no_cmplted_passes": status >> 3 & 31,
                "status": f"({status & 7}) {_WORDS[status & 7]}",
            },
            "cdw10_info": self.action,
            "time_over_write": untold,
            "time_block_erase": untold,
            "time_crypto_erase": untold,
            "time_over_write_no_dealloc": untold,
            "time_block_erase_no_dealloc": untold,
            "time_crypto_erase_no_dealloc": untold,
        }

    def _format(self, options: list[str]) -> Reply:
        ses = _value(options, "-s") or "0"
        self.log.append(f"format -s {ses} -l {_value(options, '-l')}")
        if not self.format_ or "format" in self.faults.aborts:
            return Reply(stderr=_OPCODE, status=1)
        if self.labour:
            return Reply(stderr=_BUSY, status=1)
        return Reply(seconds=self.format_seconds, then=lambda: self._formatted(ses, options))

    def _formatted(self, ses: str, options: list[str]) -> Reply:
        if self.faults.fails:
            return Reply(stderr="NVMe status: Internal Error(0x4006)\n", status=1)
        layout = (_value(options, name) for name in ("-l", "-m", "-i", "-p"))
        format_, extended, kind, first = (int(value or 0) for value in layout)
        self.flbas = format_ & 0xF | extended << 4 | format_ >> 4 << 5
        self.dps = kind | first << 3
        if ses == "1" or (ses == "2" and self.crypto_format):
            leaves: Fill = noise(len(self.log)) if ses == "2" else ZEROS
            self.faults.erase(self.contents, leaves)
        return Reply("Success formatting namespace:1\n")

    def _settle(self) -> None:
        if self.labour and self.labour.over:
            self.labour = None
            self.status = 3 if self.faults.fails else 1
            self.untouched = not self.faults.fails
            if not self.faults.fails:
                crypto = self.action == 4
                self.faults.erase(self.contents, noise(len(self.log)) if crypto else ZEROS)

    def _written(self) -> None:
        self.untouched = False

    def _refuses(self) -> bool:
        self._settle()
        return self.labour is not None or self.status == 3


def _value(options: list[str], name: str) -> str | None:
    return options[options.index(name) + 1] if name in options else None


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2) + "\n"

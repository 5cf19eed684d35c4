"""Disks that test themselves, as smartctl and nvme-cli tell of them.

The documents hold the fields that smartctl 7.3 printed for QEMU's disk and that recorded disks
show, with made-up numbers; the NVMe log is the standard's bytes.
"""

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from diagnostics.run import Accept, Completed, TimedOut
from tests.diagnostics.orders.doubles import Box, disk

PASSED = {"value": 0, "string": "Completed without error", "passed": True}
BAD_READ = {
    "value": 121,
    "string": "Completed: read failure",
    "remaining_percent": 90,
    "passed": False,
}
ABORTED = {"value": 25, "string": "Aborted by host", "remaining_percent": 90}
RESET = {"value": 41, "string": "Interrupted (host reset)", "remaining_percent": 90}


@dataclass
class AtaDisk:
    """Each look takes it 10 % further, as many as ``looks``; of more than ten, the last ones do."""

    serial: str = "S4EVNX0M700001"
    supported: bool | None = True
    keeps_log: bool = True
    looks: int = 3
    ends_with: dict[str, Any] = field(default_factory=lambda: PASSED)
    lba: int | None = None
    log: list[dict[str, Any]] = field(default_factory=list)
    status: dict[str, Any] = field(default_factory=lambda: PASSED)
    running: int = 0
    length: int = 1
    calls: list[str] = field(default_factory=list)
    deaf: bool = False

    def smartctl(self, args: Sequence[str]) -> tuple[int, str]:
        self.calls.append(" ".join(args[1:-1]))
        if self.deaf:
            raise TimedOut("smartctl", 15)
        if "-t" in args:
            return self.begin(args[args.index("-t") + 1])
        if "-X" in args:
            self.end(ABORTED)
            return 0, "Self-testing aborted!"
        return 0, json.dumps(self.look())

    def begin(self, length: str) -> tuple[int, str]:
        self.running, self.length = self.looks, {"short": 1, "long": 2}[length]
        if not self.running:
            self.end(self.ends_with)
        return 0, "Testing has begun.\nUse smartctl -X to abort test."

    def end(self, status: dict[str, Any]) -> None:
        self.running, self.status = 0, status
        row = {"type": {"value": self.length}, "status": status, "lifetime_hours": 4660}
        if self.lba is not None:
            row["lba"] = self.lba
        if self.keeps_log:
            self.log.insert(0, row)

    def look(self) -> dict[str, Any]:
        if self.running:
            self.running -= 1
            tenths = min(self.running, 9)
            self.status = {
                "value": 240 + tenths,
                "string": f"in progress, {tenths}0% remaining",
                "remaining_percent": tenths * 10,
            }
            if not self.running:
                self.end(self.ends_with)
        return {
            "smartctl": {"exit_status": 0},
            "device": {"protocol": "ATA"},
            "serial_number": self.serial,
            "ata_smart_data": {
                "self_test": {
                    "status": self.status,
                    "polling_minutes": {"short": 2, "extended": 54},
                },
                "capabilities": {"self_tests_supported": self.supported},
            },
            "ata_smart_self_test_log": {"standard": {"table": self.log, "count": len(self.log)}},
        }


@dataclass
class NvmeDisk:
    """A controller with a log page 06h."""

    self_test: bool = True
    looks: int = 3
    result: int = 0
    lba: int | None = None
    running: int = 0
    length: int = 0
    log: list[bytes] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    def nvme(self, args: Sequence[str]) -> tuple[int, bytes]:
        self.calls.append(" ".join(args[1:]))
        match args[1]:
            case "id-ctrl":
                oacs = 0x17 if self.self_test else 0x7
                told = {"sn": "S4EVNX0M700001", "mn": disk(1).model, "oacs": oacs, "edstt": 30}
                return 0, json.dumps(told).encode()
            case "self-test-log":
                return 0, self.page()
        return self.command(args[-1])

    def command(self, code: str) -> tuple[int, bytes]:
        if code == "0xf":
            self.end(1)
        else:
            self.running, self.length = self.looks, int(code)
        return 0, b"Short Device self-test started\n"

    def end(self, result: int) -> None:
        self.running = 0
        valid, lba = (0, 0) if self.lba is None else (0b10, self.lba)
        status = self.length << 4 | result
        entry = struct.pack("<BBBBQIQ4s", status, 0, valid, 0, 1234, 1, lba, b"")
        self.log.insert(0, entry)

    def page(self) -> bytes:
        if self.running:
            self.running -= 1
            if not self.running:
                self.end(self.result)
        head = bytes([self.length if self.running else 0, 100 - self.running * 10, 0, 0])
        unused = [b"\x0f" + bytes(27)] * (20 - len(self.log))
        return head + b"".join([*self.log, *unused])


class TestingBox(Box):
    """A machine whose first disk can test itself."""

    __test__ = False
    drive: AtaDisk | NvmeDisk

    def _run(self, args: Sequence[str], timeout_s: float = 10, accept: Accept = (0,)) -> Any:
        if args[0] == "smartctl" and isinstance(self.drive, AtaDisk) and "-x" not in args:
            status, text = self.drive.smartctl(args)
            return Completed(tuple(args), text.encode(), "", status)
        if args[0] == "nvme" and isinstance(self.drive, NvmeDisk):
            status, raw = self.drive.nvme(args)
            return Completed(tuple(args), raw, "", status)
        return super()._run(args, timeout_s, accept)

    def _row(self, name: str) -> dict[str, Any]:
        return {**super()._row(name), "tran": "nvme" if name.startswith("nvme") else "sata"}

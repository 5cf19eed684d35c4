"""Self-tests of ATA and SCSI disks through smartctl (7.2 and later).

The disk works on while it tests itself (*offline* mode); captive mode, which may end in a reset
of the disk, is never asked for.
"""

import hashlib
import json
import re
from typing import Any

from diagnostics.orders.executors.self_test.standing import (
    Length,
    Standing,
    Test,
    Unsupported,
    Verdict,
)
from diagnostics.probes.document import at, boolean, count, integer, load, node, rows, text
from diagnostics.probes.host import Host
from diagnostics.report import Json
from diagnostics.run import Completed, Failed

LIMIT_S = 15.0
_BRIDGE = re.compile(r"Unknown USB bridge|specify device type|Unable to detect device type")
_UNSUPPORTED = re.compile(
    r"unsupported|not supported|Invalid field|invalid command operation code|does not support"
    r"|illegal request",
    re.IGNORECASE,
)
#: smartctl(8), EXIT STATUS: bit 0 the command line, bit 1 the disk would not open, bit 2 a command
#: to the disk failed.
_NO_ANSWER, _NOT_OPEN, _COMMAND_FAILED = 0b11, 0b10, 0b100
_SAT = ("-d", "sat")

#: ATA, self-test execution status, upper half of the byte (ACS-3 A.14.4.2).
_ATA_RUNNING = 15
_ATA_VERDICTS: dict[int, Verdict] = {
    0: "passed",
    1: "broken_off",
    2: "broken_off",
    **dict.fromkeys(range(3, 9), "failed"),
}
_ATA_LENGTHS: dict[int, Length] = {1: "short", 2: "long"}
#: SCSI, self-test results log page (SPC-4 7.3.20).
_SCSI_RUNNING = 15
_SCSI_VERDICTS: dict[int, Verdict] = {
    0: "passed",
    1: "broken_off",
    2: "broken_off",
    **dict.fromkeys(range(3, 8), "failed"),
}
_SCSI_LENGTHS: dict[int, Length] = {1: "short", 2: "long"}
_SCSI_ENTRIES = 20


class SmartctlDrive:
    def __init__(self, host: Host, name: str) -> None:
        self._host = host
        self._path = f"/dev/{name}"
        self._type: tuple[str, ...] = ()

    def standing(self) -> Standing:
        completed = self._ask("-j", "-i", "-c", "-l", "selftest", "-l", "xselftest")
        if completed.status & _NOT_OPEN:
            raise Failed(completed)
        return parse(completed.stdout)

    def begin(self, length: Length) -> None:
        completed = self._ask("-t", length)
        if completed.status & (_NO_ANSWER | _COMMAND_FAILED):
            said = _last_words(completed)
            if _UNSUPPORTED.search(said):
                raise Unsupported(said)
            raise Failed(completed)

    def abort(self) -> None:
        self._ask("-X")

    def _ask(self, *options: str) -> Completed:
        """Behind a USB bridge that smartctl does not know, most disks answer to SAT."""
        completed = self._run(*self._type, *options)
        if completed.status & _NO_ANSWER and _BRIDGE.search(completed.text) and not self._type:
            by_sat = self._run(*_SAT, *options)
            if not by_sat.status & _NO_ANSWER:
                self._type = _SAT
                return by_sat
        return completed

    def _run(self, *options: str) -> Completed:
        command = ("smartctl", *options, self._path)
        # The status is a bit mask, and its upper bits tell of a bad disk: an answer too.
        return self._host.run(command, timeout_s=LIMIT_S, accept=lambda status: status >= 0)


def parse(raw: str | bytes) -> Standing:
    """From ``smartctl -j -i -c -l selftest``. Raises Unreadable, Unsupported."""
    document = load(raw, "smartctl")
    match (text(document, "device", "protocol") or "").lower():
        case "ata" if at(document, "ata_smart_data") is not None:
            return _ata(document)
        case "scsi":
            return _scsi(document)
    messages = (text(message, "string") for message in rows(document, "smartctl", "messages"))
    raise Unsupported("; ".join(filter(None, messages)) or "it is no ATA or SCSI disk with SMART")


def _ata(document: Json) -> Standing:
    data = node(document, "ata_smart_data")
    status = node(data, "self_test", "status")
    minutes = node(data, "self_test", "polling_minutes")
    entries = _ata_entries(document)
    last = _ata_test(status)
    return Standing(
        supported=boolean(data, "capabilities", "self_tests_supported"),
        running=_upper(status) == _ATA_RUNNING,
        remaining_percent=count(status, "remaining_percent"),
        serial=text(document, "serial_number"),
        newest=next((test for row in entries[:1] if (test := _ata_row(row))), None),
        last_status=last,
        log=_fingerprint(entries),
        short_minutes=count(minutes, "short"),
        long_minutes=count(minutes, "extended"),
    )


def _ata_entries(document: Json) -> list[dict[str, Any]]:
    """Newest first; the extended log counts sectors beyond 2 TB as well."""
    log = node(document, "ata_smart_self_test_log")
    return list(rows(log, "extended" if at(log, "extended", "table") else "standard", "table"))


def _ata_row(row: Json) -> Test | None:
    test = _ata_test(node(row, "status"))
    return test and Test(
        verdict=test.verdict,
        status=test.status,
        length=_ATA_LENGTHS.get(integer(row, "type", "value") or 0),
        remaining_percent=test.remaining_percent,
        first_error_lba=count(row, "lba"),
        hours=count(row, "lifetime_hours"),
    )


def _ata_test(status: Json) -> Test | None:
    verdict = _ATA_VERDICTS.get(_upper(status))
    return verdict and Test(
        verdict=verdict,
        status=text(status, "string") or verdict,
        remaining_percent=count(status, "remaining_percent"),
    )


def _upper(status: Json) -> int:
    value = count(status, "value")
    return -1 if value is None else value >> 4


def _scsi(document: Json) -> Standing:
    entries = [node(document, f"scsi_self_test_{number}") for number in range(_SCSI_ENTRIES)]
    over = [entry for entry in entries if entry and not _scsi_running(entry)]
    long_s = count(document, "scsi_extended_self_test_seconds")
    return Standing(
        supported=None,
        running=any(_scsi_running(entry) for entry in entries),
        serial=text(document, "serial_number"),
        newest=next((test for entry in over[:1] if (test := _scsi_test(entry))), None),
        log=_fingerprint(over),
        long_minutes=None if long_s is None else -(-long_s // 60),
    )


def _scsi_running(entry: Json) -> bool:
    told = integer(entry, "result", "value")
    return boolean(entry, "self_test_in_progress") or told == _SCSI_RUNNING


def _scsi_test(entry: Json) -> Test | None:
    told = integer(entry, "result", "value")
    verdict = None if told is None else _SCSI_VERDICTS.get(told)
    return verdict and Test(
        verdict=verdict,
        status=text(entry, "result", "string") or verdict,
        length=_SCSI_LENGTHS.get(integer(entry, "code", "value") or 0),
        first_error_lba=count(entry, "lba_first_failure", "value"),
        hours=count(entry, "power_on_time", "hours"),
    )


def _fingerprint(entries: list[dict[str, Any]]) -> str:
    if not entries:
        return ""
    return hashlib.sha256(json.dumps(entries, sort_keys=True).encode()).hexdigest()[:16]


def _last_words(completed: Completed) -> str:
    said = (completed.text + completed.stderr).strip().splitlines()
    return said[-1].strip() if said else f"status {completed.status}"

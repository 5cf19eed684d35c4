"""Self-tests of NVMe disks through nvme-cli: smartctl knows them from 7.4, Debian 12 has 7.3.

The log is read as the bytes of the standard (NVMe base specification 2.0, log page 06h), as the
names in nvme-cli's JSON change from one release to the next.
"""

import hashlib
import re
import struct

from diagnostics.orders.executors.self_test.standing import (
    Length,
    Standing,
    Test,
    Unsupported,
    Verdict,
)
from diagnostics.probes import nvme
from diagnostics.probes.document import Unreadable, count, load
from diagnostics.probes.host import Host
from diagnostics.run import Failed

LIMIT_S = 10.0
_CODES: dict[Length, str] = {"short": "1", "long": "2"}
_ABORT = "0xf"

_HEAD, _ENTRY, _ENTRIES = 4, 28, 20
_UNUSED = 0xF
_STATUSES: dict[int, tuple[Verdict, str]] = {
    0: ("passed", "completed without error"),
    1: ("broken_off", "aborted by a self-test command"),
    2: ("broken_off", "aborted by a reset of the controller"),
    3: ("broken_off", "aborted as a namespace was removed"),
    4: ("broken_off", "aborted by a format command"),
    5: ("failed", "a fatal or unknown error while it ran"),
    6: ("failed", "completed with a segment that failed, unknown which"),
    7: ("failed", "completed with one or more segments that failed"),
    8: ("broken_off", "aborted for an unknown reason"),
    9: ("broken_off", "aborted by a sanitize operation"),
}
_LENGTHS: dict[int, Length] = {1: "short", 2: "long"}
#: Which fields of an entry hold something.
_HAS_LBA = 0b10
_SHORT_MINUTES = 2


class NvmeDrive:
    def __init__(self, host: Host, name: str) -> None:
        self._host = host
        # A self-test is the controller's, not one namespace's.
        self._path = f"/dev/{re.sub(r'n[0-9]+$', '', name)}"

    def standing(self) -> Standing:
        identity = self._run("id-ctrl", self._path, "-o", "json")
        told = nvme.parse(identity)
        if not told.self_test:
            raise Unsupported("the controller says that it has no device self-test")
        log = self._run("self-test-log", self._path, "-o", "binary")
        minutes = count(load(identity, "nvme"), "edstt")
        return parse(log, serial=told.serial, long_minutes=minutes or None)

    def begin(self, length: Length) -> None:
        self._run("device-self-test", self._path, "-s", _CODES[length])

    def abort(self) -> None:
        self._run("device-self-test", self._path, "-s", _ABORT)

    def _run(self, *command: str) -> bytes:
        completed = self._host.run(("nvme", *command), timeout_s=LIMIT_S, accept=range(256))
        if completed.status:
            raise Failed(completed)
        return completed.stdout


def parse(raw: bytes, *, serial: str | None = None, long_minutes: int | None = None) -> Standing:
    """From the bytes of log page 06h. Raises Unreadable."""
    if len(raw) < _HEAD + _ENTRY:
        raise Unreadable(
            f"nvme: a self-test log has {_HEAD + _ENTRIES * _ENTRY} bytes, not {len(raw)}"
        )
    running, done_percent = raw[0] & 0xF, raw[1] & 0x7F
    used = [entry for entry in _entries(raw) if entry[0] & 0xF != _UNUSED]
    return Standing(
        supported=True,
        running=bool(running),
        remaining_percent=max(100 - done_percent, 0) if running else None,
        serial=serial,
        newest=_test(used[0]) if used else None,
        log=hashlib.sha256(b"".join(used)).hexdigest()[:16] if used else "",
        short_minutes=_SHORT_MINUTES,
        long_minutes=long_minutes,
    )


def _entries(raw: bytes) -> list[bytes]:
    """Newest first."""
    whole = (len(raw) - _HEAD) // _ENTRY
    return [raw[_HEAD + n * _ENTRY :][:_ENTRY] for n in range(min(whole, _ENTRIES))]


def _test(entry: bytes) -> Test | None:
    status, _segment, valid, hours, _namespace, lba = struct.unpack_from("<BBBxQIQ", entry)
    known = _STATUSES.get(status & 0xF)
    return known and Test(
        verdict=known[0],
        status=known[1],
        length=_LENGTHS.get(status >> 4),
        first_error_lba=lba if valid & _HAS_LBA else None,
        hours=hours,
    )

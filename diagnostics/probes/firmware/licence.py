"""The Windows licence in the firmware: ACPI table MSDM.

Layout: 36 bytes of ACPI header, 16 of version, type and reserved words, 4 with the length of the
key, then the key. Its last five characters are read where they lie; the others never leave it.
"""

import re
from dataclasses import dataclass

from diagnostics.probes.host import Host
from diagnostics.report import Problem

_TABLES = "sys/firmware/acpi/tables"
_MSDM = f"{_TABLES}/MSDM"
_LENGTH_AT, _KEY_AT = 52, 56
_KEY_LENGTH = 29
_TAIL = 5


@dataclass(frozen=True, slots=True)
class Raw:
    present: bool | None
    last_five: bytes | None = None


def collect(host: Host, subsystem: str) -> Raw:
    tables = host.names(_TABLES)
    if "MSDM" not in tables:
        return Raw(present=False if tables else None)
    if host.forbidden(_MSDM):
        host.problem(_needs_root(subsystem))
        return Raw(present=True)
    return Raw(present=True, last_five=_last_five(host))


def _last_five(host: Host) -> bytes | None:
    length = int.from_bytes(host.read_part(_MSDM, _LENGTH_AT, 4) or b"", "little")
    if length != _KEY_LENGTH:
        return None
    return host.read_part(_MSDM, _KEY_AT + _KEY_LENGTH - _TAIL, _TAIL)


def _needs_root(subsystem: str) -> Problem:
    return Problem(
        subsystem=subsystem,
        kind="needs_root",
        message="Only root may read the Windows licence in the firmware.",
        facts=("firmware.windows_licence_tail",),
    )


def tail(raw: Raw) -> str | None:
    text = (raw.last_five or b"").decode("ascii", "replace")
    return text if re.fullmatch(r"[A-Z0-9]{5}", text) else None

"""Identifiers in one normal form, rubbish left out.

Two identifiers are the same when they are equal: what is stored, indexed and compared is the
normal form.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from atelier.devices.identity.rubbish import is_rubbish
from atelier.devices.identity.schemes import (
    BOARD_SERIAL,
    DISK_SERIAL,
    DISK_WWN,
    IMEI,
    MAC,
    MAKER_CODE,
    SCHEMES,
    SYSTEM_SERIAL,
    SYSTEM_UUID,
)
from atelier.devices.identity.text import clean_text
from diagnostics.report import Disk, Report

#: In characters. What is longer is a text, and cutting it would make two of them equal.
LONGEST = 100


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """One of ``SCHEMES`` and a value in its normal form. Make them with ``of``."""

    scheme: str
    value: str

    @classmethod
    def of(cls, scheme: str, value: str | None, *names: str | None) -> Self | None:
        """The identifier that ``value`` is, or ``None`` when it is no identifier at all.

        ``names`` of the thing (maker, product) are not: some makers write them there.
        Raises ``ValueError`` for an unknown scheme.
        """
        if scheme not in SCHEMES:
            raise ValueError(f"Unknown scheme {scheme!r}: expected one of {', '.join(SCHEMES)}")
        cleaned = clean_text(value, LONGEST + 1)
        normal = _NORMAL.get(scheme, str.upper)(cleaned) if cleaned else None
        if normal is None or len(normal) > LONGEST or is_rubbish(scheme, normal, *names):
            return None
        return cls(scheme, normal)


def from_report(report: Report) -> frozenset[Identifier]:
    """All that identifies the machine of a report: only what is fixed inside it."""
    return frozenset(found for found in _in_report(report) if found is not None)


def from_scan(text: str) -> frozenset[Identifier]:
    """What a code scanned from a maker's label may stand for; empty when it is rubbish.

    15 digits that pass the check of an IMEI are one; anything else is a serial or service tag.
    Lenovo's ``1S`` code holds machine type and serial; the serial, its last 8 characters, counts.
    """
    imei = Identifier.of(IMEI, text)
    if imei:
        return frozenset({imei})
    lenovo = re.fullmatch(r"1S[A-Z0-9]{10}([A-Z0-9]{8})", text.strip().upper())
    code = Identifier.of(MAKER_CODE, lenovo[1] if lenovo else text)
    return frozenset({code} if code else ())


def _in_report(report: Report) -> Iterator[Identifier | None]:
    system = report.system
    yield Identifier.of(SYSTEM_SERIAL, system.serial, system.maker, system.product)
    yield Identifier.of(SYSTEM_UUID, system.uuid)
    yield Identifier.of(BOARD_SERIAL, system.board_serial, system.board_maker, system.board_product)
    for card in report.network:
        if card.fixed is True:
            yield Identifier.of(MAC, card.mac)
    for disk in report.disks:
        if is_built_in(disk):
            yield Identifier.of(DISK_WWN, disk.wwn)
            yield Identifier.of(DISK_SERIAL, disk.serial, disk.model)


def is_built_in(disk: Disk) -> bool:
    """Whether the disk belongs to the machine, as far as the agent could tell."""
    return disk.internal is True and not disk.boot_medium and not disk.removable


def _uuid(value: str) -> str | None:
    """The lower of both byte orders: SMBIOS before 2.6 did not say which it meant."""
    try:
        uuid = UUID(value)
    except ValueError:
        return None
    return str(min(uuid, UUID(bytes_le=uuid.bytes)))


def _mac(value: str) -> str | None:
    digits = re.sub(r"[:.\- ]", "", value.lower())
    if not re.fullmatch(r"[0-9a-f]{12}", digits):
        return None
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


def _wwn(value: str) -> str | None:
    digits = re.sub(r"^(?:0x|naa\.|eui\.|wwn-)+|[\s:\-]", "", value.lower())
    return digits if re.fullmatch(r"[0-9a-f]{16}|[0-9a-f]{32}", digits) else None


def _imei(value: str) -> str | None:
    digits = re.sub(r"[ \-/.]", "", value)
    return digits if re.fullmatch(r"[0-9]{15}", digits) and _luhn(digits) else None


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits))]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


_NORMAL: Mapping[str, Callable[[str], str | None]] = {
    SYSTEM_UUID: _uuid,
    MAC: _mac,
    DISK_WWN: _wwn,
    IMEI: _imei,
}

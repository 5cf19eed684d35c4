"""What makers write where an identifier belongs, and that identifies nothing.

A table of values seen in the field (public reports of dmidecode, hw-probe, inventory servers), and
the few rules behind most of them: one repeated character, digits that only count up or down, too
short, punctuation.
"""

import re
from collections.abc import Callable, Mapping
from uuid import UUID

from atelier.devices.identity.schemes import (
    DISK_SERIAL,
    DISK_WWN,
    IMEI,
    MAC,
    SYSTEM_UUID,
)

#: Shorter than this, letters and digits only, nothing identifies a machine.
SHORTEST = 4

#: Compared in lower case, letters and digits only: "To Be Filled By O.E.M." and its spellings.
PLACEHOLDERS = frozenset({
    "123490en400015",  # Samsung laptops, all of them
    "5ekpm18320000397",
    "applicable",
    "asset",
    "assettag",
    "atntag12345678901234567",  # ASUS
    "baseboardserialnumber",
    "boardserial",
    "boardserialnumber",
    "chassisserial",
    "chassisserialnumber",
    "deadbeef",
    "default",
    "defaultstring",
    "empty",
    "eval",
    "fillbyoem",
    "filledbyoem",
    "iatpass",
    "invalid",
    "motherboardserialnumber",
    "noasset",
    "noassetinformation",
    "noassettag",
    "noenclosure",
    "none",
    "nospecified",
    "notapplicable",
    "notassigned",
    "notavailable",
    "notdefined",
    "notpresent",
    "notprovided",
    "notset",
    "notsettable",
    "notspecified",
    "null",
    "nullstring",
    "oem",
    "oemserial",
    "oemstring",
    "productname",
    "reserved",
    "serial",
    "serialnumber",
    "sernum0",
    "square",
    "standard",
    "systemmanufacturer",
    "systemproductname",
    "systemserial",
    "systemserialnumber",
    "systemversion",
    "tobefilled",
    "tobefilledbyoem",
    "tobefilledbyome",
    "typechassisserialnumber",
    "typeserialnumber",
    "unavailable",
    "undefined",
    "unknow",
    "unknown",
    "unspecified",
})  # fmt: skip

#: Sentences that stand inside a longer placeholder ("Serial To Be Filled By O.E.M. 00").
_INSIDE = ("tobefilledby", "defaultstring", "systemserialnumber", "notspecified")

#: "SN-1234567890", "BSN12345678901234567", "Asset-1234567890": what a template prefixes.
_TEMPLATE = re.compile(r"^(?:asset|bsn|bss|csn|mb|nb|sn|ssn|sys)(?=\d{5})")

_UP = "0123456789" * 4
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_RUNS = (_UP, _UP[::-1], _ALPHABET, _ALPHABET[::-1], "123456789" * 4, "987654321" * 4)

UUIDS = frozenset({
    UUID("03000200-0400-0500-0006-000700080009"),  # AMI's example
    UUID("00020003-0004-0005-0006-000700080009"),  # the same, other byte order
    UUID("00010203-0405-0607-0809-0a0b0c0d0e0f"),
    UUID("03020100-0504-0706-0809-0a0b0c0d0e0f"),
    UUID("12345678-1234-5678-90ab-cddeefaabbcc"),  # AMI's other example
    UUID("12345678-1234-1234-1234-123456789abc"),
    UUID("12345678-1234-5678-1234-567812345678"),
    UUID("6ab5b300-538d-1014-9fb5-b0684d007b53"),  # a whole batch
    UUID("deadbeef-dead-beef-dead-beefdeadbeef"),
})  # fmt: skip

MACS = frozenset({
    "00:01:02:03:04:05",
    "00:10:18:00:00:01",  # Broadcom, not programmed
    "00:11:22:33:44:55",
    "00:12:34:56:78:90",
    "00:12:34:56:78:9a",
    "00:53:45:00:00:00",  # Windows remote access
    "20:41:53:59:4e:ff",  # "ASYN": Windows remote access
    "44:45:53:54:00:00",  # "DEST": dial-up adapter
    "44:45:53:54:77:77",
    "50:50:54:50:30:30",  # "PPTP"
    "54:55:43:44:52:09",
    "80:00:60:0f:e8:00",  # Windows Mobile
    "88:88:88:88:87:88",  # Intel gigabit, not programmed
    "ac:de:48:00:11:22",  # the inner network of every Mac with a T2
})  # fmt: skip

IMEIS = frozenset({"004999010640000", "135790246811220", "012345678912347"})

#: Disks without a number of their own: QEMU's, and cheap SSDs that only count from one.
_DISKS = re.compile(r"^(?:qm\d{5}|aa0{8,}\d{1,6}|drive[a-z]+\d+)$")


def is_rubbish(scheme: str, value: str, *names: str | None) -> bool:
    """Whether ``value``, already in the normal form of its scheme, identifies nothing.

    ``names`` are the maker, product or model of the thing: some write that as a serial.
    """
    if _RULES.get(scheme, _bad_text)(value):
        return True
    return any(_plain(value) == _plain(name) for name in names if name)


def is_placeholder(text: str) -> bool:
    """Whether ``text`` only says that something should have stood there."""
    plain = _plain(text)
    return plain in PLACEHOLDERS or any(sentence in plain for sentence in _INSIDE)


def _bad_text(value: str) -> bool:
    plain = _plain(value)
    return (
        len(plain.lstrip("0")) < SHORTEST
        or is_placeholder(value)
        or _repeats(plain)
        or _counts(_TEMPLATE.sub("", plain))
    )


def _bad_disk_serial(value: str) -> bool:
    return _bad_text(value) or _DISKS.match(_plain(value)) is not None


def _bad_uuid(value: str) -> bool:
    uuid = UUID(value)
    return uuid in UUIDS or uuid.hex[:8] * 4 == uuid.hex or _repeats(uuid.hex)


def _bad_mac(value: str) -> bool:
    """A group address, one made up on the spot, or a card that was never programmed."""
    group_or_local = int(value[:2], 16) & 0b11
    return (
        bool(group_or_local)
        or value in MACS
        or value.endswith(("00:00:00", "ff:ff:ff"))
        or value.startswith("00:00:00")
    )


def _bad_wwn(value: str) -> bool:
    """A name of zeros behind its type digit, or any other that says next to nothing."""
    significant = value[1:].strip("0")
    return len(significant) < SHORTEST or _repeats(value) or _counts(value)


def _bad_imei(value: str) -> bool:
    return value in IMEIS or _repeats(value[:-1])


def _plain(value: str) -> str:
    return "".join(char for char in value.lower() if char.isalnum())


def _repeats(plain: str) -> bool:
    return len(set(plain)) <= 1


def _counts(plain: str) -> bool:
    return len(plain) >= SHORTEST and any(plain in run for run in _RUNS)


_RULES: Mapping[str, Callable[[str], bool]] = {
    SYSTEM_UUID: _bad_uuid,
    MAC: _bad_mac,
    DISK_WWN: _bad_wwn,
    DISK_SERIAL: _bad_disk_serial,
    IMEI: _bad_imei,
}

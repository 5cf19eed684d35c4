"""``hdparm -I``: what an ATA disk says it is, and how it can be erased (hdparm 9.x).

hdparm ends with status 0 and prints an empty skeleton for disks that do not speak ATA; whatever is
not stated stays None then.
"""

import re
from dataclasses import dataclass
from typing import Literal

from diagnostics.probes import wwn
from diagnostics.probes.document import Unreadable, decode
from diagnostics.report import AtaIdentity, AtaSecurity

_HEADING = re.compile(r"^(?:CompactFlash )?ATA(?:PI)? |^\s+Model Number:", re.MULTILINE)
_MINUTES = re.compile(r"(\d+)min for (ENHANCED )?SECURITY ERASE UNIT")
#: TRIM and SANITIZE came after ATA/ATAPI-7.
_FEATURES_SINCE = 8


@dataclass(frozen=True, slots=True)
class _Text:
    """The output, read by label or by feature."""

    lines: tuple[str, ...]

    def after(self, *labels: str) -> str | None:
        """What stands after the first ``Label:`` found."""
        for label in labels:
            for line in self.lines:
                if line.startswith(f"{label}:"):
                    return line.partition(":")[2].strip() or None
        return None

    def number(self, *labels: str) -> int | None:
        found = re.match(r"\d+", self.after(*labels) or "")
        return int(found[0]) or None if found else None

    def lists(self, feature: str) -> bool | None:
        """Whether the list of features names it.

        A disk that claims an older standard may do what its list does not show: None, not False.
        """
        if any(line.lstrip("* ").startswith(feature) for line in self.lines):
            return True
        return False if (self.number("Supported") or 0) >= _FEATURES_SINCE else None

    def below(self, heading: str) -> tuple[str, ...]:
        """The lines of a section, up to the next heading."""
        if heading not in self.lines:
            return ()
        rest = self.lines[self.lines.index(heading) + 1 :]
        end = next((i for i, line in enumerate(rest) if line.endswith(":")), len(rest))
        return rest[:end]


def parse(raw: str | bytes) -> AtaIdentity:
    """Empty for what is no ATA disk. Raises Unreadable for what is not ``hdparm -I`` at all."""
    whole = decode(raw, "hdparm")
    if not _HEADING.search(whole):
        raise Unreadable("hdparm: this is not the output of hdparm -I (no 'ATA device' in it)")
    text = _Text(tuple(" ".join(line.split()) for line in whole.splitlines()))
    return _identity(text) if text.after("Model Number") else AtaIdentity()


def _identity(text: _Text) -> AtaIdentity:
    rotation = text.after("Nominal Media Rotation Rate")
    return AtaIdentity(
        model=text.after("Model Number"),
        serial=text.after("Serial Number"),
        firmware=text.after("Firmware Revision"),
        wwn=wwn.normalise(text.after("Logical Unit WWN Device Identifier")),
        size_bytes=_size(text),
        rotation_rpm=text.number("Nominal Media Rotation Rate"),
        solid_state=rotation == "Solid State Device" if rotation else None,
        trim=text.lists("Data Set Management TRIM supported"),
        security=_security(text),
        sanitize_crypto=text.lists("CRYPTO_SCRAMBLE_EXT command"),
        sanitize_block=text.lists("BLOCK_ERASE_EXT command"),
        sanitize_overwrite=text.lists("OVERWRITE_EXT command"),
        hpa=text.lists("Host Protected Area feature set"),
        dco=text.lists("Device Configuration Overlay feature set"),
    )


def _size(text: _Text) -> int | None:
    sectors = text.number("LBA48 user addressable sectors", "LBA user addressable sectors")
    sector = text.number("Logical Sector size", "Logical/Physical Sector size")
    return sectors * sector if sectors and sector else None


def _security(text: _Text) -> AtaSecurity:
    """Hdparm leaves the section out where the disk's security words are all zero."""
    section = text.below("Security:")
    if not section:
        return AtaSecurity(supported=False)
    minutes = {bool(m[2]): int(m[1]) for line in section for m in _MINUTES.finditer(line)}
    return AtaSecurity(
        supported=_state(section, "supported"),
        enabled=_state(section, "enabled"),
        locked=_state(section, "locked"),
        frozen=_state(section, "frozen"),
        count_expired=_state(section, "expired: security count"),
        enhanced_erase=_state(section, "supported: enhanced erase"),
        erase_minutes=minutes.get(False),
        enhanced_erase_minutes=minutes.get(True),
        level=_level(section),
    )


def _level(section: tuple[str, ...]) -> Literal["high", "maximum"] | None:
    """Hdparm prints it only while a password is set."""
    if "Security level maximum" in section:
        return "maximum"
    return "high" if "Security level high" in section else None


def _state(section: tuple[str, ...], name: str) -> bool | None:
    """``frozen`` or ``not frozen``; None where neither line stands."""
    if name in section:
        return True
    return False if f"not {name}" in section else None

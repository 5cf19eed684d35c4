"""World wide names, written one way whoever tells them."""

import re

_PREFIXES = ("0x", "naa.", "eui.", "uuid.", "wwn-0x", "nvme-eui.")
_HEX = re.compile(r"[0-9a-f]+")
#: NAA 2, 3 and 5 take 64 bits, NAA 6 and an NGUID 128.
_DIGITS = (16, 32)


def normalise(told: str | None) -> str | None:
    """Lower-case hexadecimal without prefix: ``0x5000C500…``, ``naa.5000c500…`` are one name.

    None for what is no world wide name: zeros, and the ``nvme.…`` or ``t10.…`` names that the
    kernel makes up from model and serial where a disk has none.
    """
    name = (told or "").strip().lower()
    prefix = next((p for p in _PREFIXES if name.startswith(p)), "")
    digits = name.removeprefix(prefix).replace("-", "")
    if len(digits) not in _DIGITS or not _HEX.fullmatch(digits):
        return None
    return None if set(digits) <= {"0"} or set(digits) == {"f"} else digits


def from_parts(naa: int, oui: int, unique: int) -> str | None:
    """From the three numbers that smartctl prints (4, 24 and 36 bits)."""
    return normalise(f"{naa:x}{oui:06x}{unique:09x}")

"""``mmc extcsd read``: how an eMMC can be erased (mmc-utils; JEDEC JESD84-B51, 7.4 EXT_CSD)."""

import re

from diagnostics.probes.document import Unreadable, decode
from diagnostics.report import MmcIdentity

_HEADING = re.compile(r"^\s*Extended CSD rev", re.MULTILINE)
_FEATURES = re.compile(r"\[SEC_FEATURE_SUPPORT: (0x[0-9a-fA-F]{1,2})\]")
_SECURE_ERASE, _SECURE_TRIM, _SANITIZE = 0, 4, 6


def parse(raw: str | bytes) -> MmcIdentity:
    """Empty where the card tells no security features. Raises Unreadable for other text."""
    text = decode(raw, "mmc")
    if not _HEADING.search(text):
        raise Unreadable("mmc: this is not the output of mmc extcsd read (no 'Extended CSD rev')")
    if not (found := _FEATURES.search(text)):
        return MmcIdentity()
    bits = int(found[1], 16)
    return MmcIdentity(
        secure_erase=bool(bits >> _SECURE_ERASE & 1),
        secure_trim=bool(bits >> _SECURE_TRIM & 1),
        sanitize=bool(bits >> _SANITIZE & 1),
    )

"""Find the base block: in binary, or in the hexadecimal that xxd, xrandr or edid-decode print."""

import re

from diagnostics.probes.document import Unreadable

HEADER = bytes.fromhex("00ffffffffffff00")
_BLOCK = 128
# An offset may stand before the sixteen bytes, and characters behind them.
_LINE = re.compile(
    r"^\s*(?:[0-9a-f]{4,8}:?\s+)?((?:[0-9a-f]{2}[ \t]?){16})(?:\s|$)", re.IGNORECASE | re.MULTILINE
)


def block_bytes(raw: str | bytes) -> bytes:
    """The 128 bytes of the base block, header and checksum verified. Raises Unreadable."""
    found = raw if isinstance(raw, bytes) and raw.startswith(HEADER) else _from_text(raw)
    block = found[:_BLOCK]
    if not block.startswith(HEADER):
        raise Unreadable("edid: no EDID header (00 ff ff ff ff ff ff 00) at the start")
    if len(block) < _BLOCK:
        raise Unreadable(f"edid: breaks off after {len(block)} of {_BLOCK} bytes")
    if sum(block) % 256:
        raise Unreadable("edid: the checksum is wrong, so at least one byte is")
    return block


def _from_text(raw: str | bytes) -> bytes:
    text = raw if isinstance(raw, str) else raw.decode("latin-1")
    return b"".join(bytes.fromhex(match[1]) for match in _LINE.finditer(text))

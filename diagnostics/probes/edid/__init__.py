"""EDID: what a screen says it is (VESA E-EDID 1.3 and 1.4, base block)."""

from diagnostics.probes.edid.block import Block
from diagnostics.probes.edid.hexdump import block_bytes
from diagnostics.probes.edid.makers import MAKERS
from diagnostics.probes.edid.timing import native
from diagnostics.report import Screen

__all__ = ["parse"]

_MM_PER_INCH = 25.4
_RATIOS = ((16, 9), (16, 10), (4, 3), (160, 90), (160, 100), (1600, 900))


def parse(raw: str | bytes) -> Screen:
    """From the binary EDID, or any hexadecimal dump of it.

    Raises Unreadable when the header or the checksum is wrong: a damaged EDID gives plausible
    nonsense. Extension blocks may be missing or damaged.
    """
    block = Block(block_bytes(raw))
    timing = native(block)
    size = _size_mm(block)
    maker_id = block.maker_id()
    return Screen(
        maker_id=maker_id,
        maker=MAKERS.get(maker_id or ""),
        model=block.model(),
        product_code=block.product_code(),
        serial=block.serial(),
        width_mm=size[0] if size else None,
        height_mm=size[1] if size else None,
        inches=_inches(*size) if size else None,
        width_px=timing.width_px if timing else None,
        height_px=timing.height_px if timing else None,
        refresh_hz=timing.refresh_hz if timing else None,
        year=block.year(),
        digital=block.digital(),
        edid_version=block.version(),
    )


def _inches(width_mm: int, height_mm: int) -> float:
    return float(round((width_mm**2 + height_mm**2) ** 0.5 / _MM_PER_INCH, 1))


def _size_mm(block: Block) -> tuple[int, int] | None:
    """Millimetres from the native timing, unless the whole centimetres contradict them.

    Some makers put another panel's size in the timing, and television sets their aspect ratio in
    both places.
    """
    timing = native(block)
    fine, coarse = timing.size_mm if timing else None, block.size_mm()
    fine, coarse = (None if size in _RATIOS else size for size in (fine, coarse))
    return fine if fine and (coarse is None or _agree(fine, coarse)) else coarse


def _agree(fine: tuple[int, int], coarse: tuple[int, int]) -> bool:
    """Within a centimetre either way: makers round, cut off, or leave the bezel in."""
    return all(abs(one - other) <= 10 for one, other in zip(fine, coarse, strict=True))

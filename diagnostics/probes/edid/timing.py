"""Detailed timings: resolution, refresh rate, and the size of the picture."""

from dataclasses import dataclass

from diagnostics.probes.edid.block import Block

_CLOCK_STEP_HZ = 10_000


@dataclass(frozen=True, slots=True)
class Timing:
    width_px: int
    height_px: int
    refresh_hz: float | None
    size_mm: tuple[int, int] | None


def native(block: Block) -> Timing | None:
    """The timing that the screen prefers.

    Before EDID 1.4 the first one is that only when a flag says so; without it the largest counts
    (a screen of 2560 x 1600 that lists 1280 x 800 first).
    """
    timings = [timing for piece in block.descriptors() if (timing := _timing(piece))]
    if not timings or block.first_timing_is_preferred():
        return timings[0] if timings else None
    return max(timings, key=lambda timing: timing.width_px * timing.height_px)


def _timing(piece: bytes) -> Timing | None:
    """None for a descriptor that is a text, or holds no picture."""
    clock = int.from_bytes(piece[:2], "little") * _CLOCK_STEP_HZ
    width, side = _twelve_bits(piece, 2)
    height, above = _twelve_bits(piece, 5)
    if not (clock and width and height):
        return None
    interlaced = bool(piece[17] & 0x80)
    # An interlaced frame is two fields, with half a line more in each.
    lines = height + above + (0.5 if interlaced else 0)
    return Timing(
        width_px=width,
        height_px=height * (2 if interlaced else 1),
        refresh_hz=round(clock / ((width + side) * lines), 2),
        size_mm=_size(piece),
    )


def _twelve_bits(piece: bytes, at: int) -> tuple[int, int]:
    """Active and blanking: low bytes at `at` and `at + 1`, high halves together in the next."""
    high = piece[at + 2]
    return piece[at] | (high & 0xF0) << 4, piece[at + 1] | (high & 0x0F) << 8


def _size(piece: bytes) -> tuple[int, int] | None:
    width, height = _twelve_bits(piece, 12)
    return (width, height) if width and height else None

"""Parts: what mends a device; kept for a repair, used in it once, or put back."""

from atelier.stock.parts.holding import (
    RELEASED,
    USED,
    Line,
    lines_of,
    live,
    put_back,
    release,
    reserve,
    reserve_serial,
    use,
)
from atelier.stock.parts.listing import Row, below_minimum, free_of, page, used_per_month

__all__ = [
    "RELEASED",
    "USED",
    "Line",
    "Row",
    "below_minimum",
    "free_of",
    "lines_of",
    "live",
    "page",
    "put_back",
    "release",
    "reserve",
    "reserve_serial",
    "use",
    "used_per_month",
]

"""How an order of an image ends, by its evidence."""

from diagnostics import wire
from diagnostics.orders.executors.on_disk import Ending
from diagnostics.wire.imaging import Evidence, Reason

_REASONS: tuple[tuple[Reason, wire.Reason], ...] = (
    ("stopped", "stopped"),
    ("interrupted", "interrupted"),
    ("identity_changed", "other_disk"),
    ("in_use", "busy"),
    ("disk_too_small", "unsupported"),
    ("other_hardware", "unsupported"),
    ("missing_tool", "missing_tool"),
    ("read_back_differs", "wrong"),
    ("write_errors", "wrong"),
    ("read_errors", "wrong"),
    ("disk_gone", "wrong"),
)

ENDING: Ending[Evidence] = Ending(success="installed", reasons=_REASONS, otherwise="error")

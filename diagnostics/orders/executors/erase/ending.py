"""How an order of an erasure ends, by its evidence: done only when it is plainly erased."""

from diagnostics import wire
from diagnostics.orders.executors.on_disk import Ending, usual_message
from diagnostics.wire.erasure import Evidence, Reason

_REASONS: tuple[tuple[Reason, wire.Reason], ...] = (
    ("stopped", "stopped"),
    ("interrupted", "interrupted"),
    ("identity_changed", "other_disk"),
    ("in_use", "busy"),
    ("level_too_low", "unsupported"),
)


def _message(evidence: Evidence) -> str:
    if "stopped" in evidence.reasons:
        return f"a person stopped it{_how_far(evidence)}: the disk is not erased"
    return usual_message(evidence)


def _how_far(evidence: Evidence) -> str:
    return "" if evidence.fraction is None else f" at {evidence.fraction:.0%}"


ENDING: Ending[Evidence] = Ending(
    success="erased", reasons=_REASONS, otherwise="wrong", message=_message
)

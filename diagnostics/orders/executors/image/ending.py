"""From how a run ended to how its order ends."""

import json
from contextlib import suppress
from typing import Any

from diagnostics import wire
from diagnostics.identity import Changed
from diagnostics.imaging.engine import Run
from diagnostics.orders.outcome import Failure, Left, Outcome, Stopped, Wish
from diagnostics.orders.work import Work
from diagnostics.watching import Ended
from diagnostics.wire.imaging import Evidence, Reason

#: Why an order failed that ended with evidence; *error* for every other reason.
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


def outcome_of(work: Work, run: Run, ended: Ended[Evidence]) -> Outcome:
    """Raises Failure: Left where the agent ends, another where nothing was begun."""
    if ended.error is None and ended.evidence:
        _check_left(work)
        return _told(work, ended.evidence)
    if isinstance(ended.error, Left):
        raise ended.error
    _check_left(work)
    return _broken_off(work, run, ended.error)


def _check_left(work: Work) -> None:
    """What is stopped because the agent ends says nothing: it is gone on with."""
    with suppress(Stopped):
        work.check_stop()


def _broken_off(work: Work, run: Run, error: BaseException | None) -> Outcome:
    if isinstance(error, Stopped) or (error is None and work.is_stopped):
        evidence = run.broken_off("stopped", "a person stopped it")
        if evidence is None:
            raise Stopped("a person stopped it before anything was begun")
        return _told(work, evidence)
    if isinstance(error, Changed):
        raise Failure("other_disk", str(error))
    if isinstance(error, Failure):
        raise error
    said = f"{type(error).__name__}: {error}"
    evidence = run.broken_off("error", said)
    if evidence is None:
        raise Failure("error", said)
    return _told(work, evidence)


def _told(work: Work, evidence: Evidence) -> Outcome:
    """The machine is measured anew once nothing else is at work: disks are not what they were."""
    result: dict[str, Any] = json.loads(wire.encode(evidence))
    then: Wish | None = "probe" if work.is_alone else None
    if evidence.result == "installed":
        return Outcome(state="done", result=result, then=then)
    return Outcome(
        state="failed",
        reason=_reason(evidence),
        message=_message(evidence),
        result=result,
        then=then,
    )


def _reason(evidence: Evidence) -> wire.Reason:
    return next((told for why, told in _REASONS if why in evidence.reasons), "error")


def _message(evidence: Evidence) -> str:
    why = ", ".join(evidence.reasons)
    said = f" ({evidence.messages[-1]})" if evidence.messages else ""
    return f"not installed: {why}{said}"

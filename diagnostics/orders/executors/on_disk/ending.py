"""From how a run ended to how its order ends."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from diagnostics import wire
from diagnostics.identity import Changed
from diagnostics.orders.outcome import Failure, Left, Outcome, Stopped, Wish
from diagnostics.orders.work import Work
from diagnostics.watching import Ended, Run


class Evidence(Protocol):
    @property
    def result(self) -> str: ...

    @property
    def reasons(self) -> Sequence[str]:
        """Why it did not come to the result that was asked for."""

    @property
    def messages(self) -> Sequence[str]: ...


E = TypeVar("E", bound=Evidence)


def usual_message(evidence: Evidence) -> str:
    why = ", ".join(evidence.reasons)
    said = f" ({evidence.messages[-1]})" if evidence.messages else ""
    return f"{evidence.result.replace('_', ' ')}: {why}{said}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending(Generic[E]):
    """What one kind of evidence means for its order."""

    #: The one result with which the order is done.
    success: str
    #: Why an order failed that ended with evidence, by the reasons there: the first one counts.
    reasons: Sequence[tuple[str, wire.Reason]]
    otherwise: wire.Reason
    message: Callable[[E], str] = usual_message

    def outcome_of(self, work: Work, run: Run[E], ended: Ended[E]) -> Outcome:
        """Raises Failure: Left where the agent ends, another where nothing was begun."""
        if ended.error is None and ended.evidence:
            _check_left(work)
            return self._told(work, ended.evidence)
        if isinstance(ended.error, Left):
            raise ended.error
        _check_left(work)
        return self._broken_off(work, run, ended.error)

    def _broken_off(self, work: Work, run: Run[E], error: BaseException | None) -> Outcome:
        if isinstance(error, Stopped) or (error is None and work.is_stopped):
            evidence = run.broken_off("stopped", "a person stopped it")
            if evidence is None:
                raise Stopped("a person stopped it before anything was begun")
            return self._told(work, evidence)
        if isinstance(error, Changed):
            raise Failure("other_disk", str(error))
        if isinstance(error, Failure):
            raise error
        said = f"{type(error).__name__}: {error}"
        evidence = run.broken_off("error", said)
        if evidence is None:
            raise Failure("error", said)
        return self._told(work, evidence)

    def _told(self, work: Work, evidence: E) -> Outcome:
        """The machine is measured anew once nothing else is at work: its disks have changed."""
        result: dict[str, Any] = json.loads(wire.encode(evidence))
        then: Wish | None = "probe" if work.is_alone else None
        if evidence.result == self.success:
            return Outcome(state="done", result=result, then=then)
        return Outcome(
            state="failed",
            reason=self._reason(evidence),
            message=self.message(evidence),
            result=result,
            then=then,
        )

    def _reason(self, evidence: E) -> wire.Reason:
        return next((told for why, told in self.reasons if why in evidence.reasons), self.otherwise)


def _check_left(work: Work) -> None:
    """What is stopped because the agent ends says nothing: it is gone on with."""
    with suppress(Stopped):
        work.check_stop()

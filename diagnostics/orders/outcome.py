"""How an order ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from diagnostics.wire import Reason

#: What only the resident loop can do.
Wish = Literal["reboot", "power_off", "probe"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    state: Literal["done", "failed"]
    reason: Reason | None = None
    #: In English, for whoever looks into it.
    message: str | None = None
    result: Mapping[str, Any] = field(default_factory=dict)
    #: What the machine does once the server has heard it.
    then: Wish | None = None


def done(
    result: Mapping[str, Any] | None = None, message: str | None = None, then: Wish | None = None
) -> Outcome:
    return Outcome(state="done", result=result or {}, message=message, then=then)


class Failure(Exception):
    """The order ends here, and not well."""

    def __init__(
        self, reason: Reason, message: str, result: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.reason: Reason = reason
        self.result = result or {}

    @property
    def outcome(self) -> Outcome:
        return Outcome(
            state="failed", reason=self.reason, message=str(self), result=dict(self.result)
        )


class Stopped(Failure):
    """A person wants it to end now."""

    def __init__(self, message: str = "a person stopped it") -> None:
        super().__init__("stopped", message)


class Left(Failure):
    """The agent itself ends: nothing is said, and what a disk does by itself goes on."""

    def __init__(self) -> None:
        super().__init__("interrupted", "the agent was ended")

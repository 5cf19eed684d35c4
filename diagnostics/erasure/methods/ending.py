"""How a method ends."""

from dataclasses import dataclass

from diagnostics.wire.erasure import Method, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The disk's own state says that the method ran to its end. What it holds is still to be read.

    ``proven``: the state changed from before to after, or the drive was seen at it. Otherwise
    only the canaries and the hashed blocks can tell whether anything happened at all.
    """

    method: Method
    proven: bool
    seen_running: bool = False


@dataclass(frozen=True, slots=True)
class Support:
    """Whether the disk says that it can, and in English why (not). Truthy when it can."""

    ok: bool
    why: str

    def __bool__(self) -> bool:
        return self.ok


class NotDone(Exception):
    """The method did not erase the disk, and why. Another method may be tried.

    ``touched``: it had begun, so something on the disk may be gone already.
    """

    def __init__(self, reason: Reason, message: str, *, touched: bool = False) -> None:
        super().__init__(message)
        self.reason: Reason = reason
        self.touched = touched

"""Keep the orders of this machine: begin, stop, resume and end them, each in a thread of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from diagnostics.probes.host import Host
from diagnostics.wire import Order, State, Word, WordTaken

Wish = Literal["reboot", "power_off", "probe"]


class Line(Protocol):
    """The way to the server."""

    def say(self, order_id: str, word: Word) -> WordTaken:
        """Raises ``uplink.NotSent``: ``NoConnection``, or ``Refused`` where asking again is no use."""


class Measured(Protocol):
    """The last report that the server took from this start of the machine."""

    @property
    def id(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """One order at work, for the screen."""

    order_id: str
    kind: str
    #: The disk's name now, and its model; None for an order about the whole machine.
    disk: str | None = None
    model: str | None = None
    state: State = "accepted"
    fraction: float | None = None
    left_s: float | None = None
    #: Dutch, key of ``diagnostics.words``.
    sentence: str = ""


class Keeper:
    def __init__(
        self,
        line: Line,
        host: Host,
        *,
        boot_id: str,
        journal: Path | None,
        identity: Callable[[], Measured | None],
    ) -> None:
        self._line = line
        self._host = host
        self._boot_id = boot_id
        self._journal = journal
        self._identity = identity

    def take(self, orders: Sequence[Order]) -> None:
        """With every ``View``. Never blocks."""

    def running(self) -> tuple[Running, ...]:
        """What is at work now, oldest first."""
        return ()

    def wish(self) -> Wish | None:
        """What the resident loop must do now; each wish is handed out once."""
        return None

"""Presence: a machine on the bench says that it is there, and hears what it should show and do."""

from dataclasses import dataclass, field
from typing import Literal

from diagnostics.wire.orders import Order

Doing = Literal["measuring", "waiting", "working", "checking", "going_off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Sent with every poll. The machine is thought gone when it polls no more."""

    #: Made anew at every start of the machine: ``/proc/sys/kernel/random/boot_id``.
    boot_id: str
    #: The last report that the server took from this start of the machine.
    report_id: str
    agent_version: str
    started_from: Literal["medium", "network", "installed"] | None = None
    language: str = "nl"
    doing: Doing = "waiting"
    #: The ``View.version`` the agent already has; empty at first.
    seen: str = ""
    #: How long the server may wait for something new before it answers, in seconds.
    wait_s: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceSeen:
    """The device that the report turned out to be."""

    #: As printed on its label, grouped; None as long as it has none.
    tag: str | None = None
    #: The page of the device: where the code on the screen leads.
    url: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    key: str
    #: Both in the language of the machine's screen.
    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The server's answer: all that the screen shows of the server's side, and the open orders."""

    #: Changes whenever anything below does.
    version: str
    #: None as long as a person has to choose which device this is; ``url`` then leads there.
    device: DeviceSeen | None = None
    #: Where a person settles what has to be settled: claim it, or choose which device it is.
    url: str | None = None
    next_step: NextStep | None = None
    #: The names and states of the seven gates, in order, for the ribbon.
    way: tuple[tuple[str, Literal["done", "now", "to_come"]], ...] = ()
    #: Open orders for this machine, oldest first: issued, accepted, running and lost ones.
    orders: tuple[Order, ...] = field(default_factory=tuple)

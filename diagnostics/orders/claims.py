"""Who works on what: one order at a time a disk, and an order about the machine excludes all."""

import re
import threading
import time
from dataclasses import dataclass

from diagnostics.wire import Disk, Order


@dataclass(slots=True, eq=False)
class Claim:
    order: Order
    #: It was at work before this agent began: nothing that resumes stands in another's way.
    resumed: bool
    #: The disk's name now, as soon as it was found.
    name: str | None = None

    @property
    def disk(self) -> Disk | None:
        return self.order.disk


class Claims:
    """In order of arrival: who came first goes first."""

    def __init__(self) -> None:
        self._held: list[Claim] = []
        self._changed = threading.Condition()

    def enter(self, order: Order, *, resumed: bool) -> Claim:
        claim = Claim(order, resumed)
        with self._changed:
            self._held.append(claim)
        return claim

    def leave(self, claim: Claim) -> None:
        with self._changed:
            self._held.remove(claim)
            self._changed.notify_all()

    def in_the_way(self, claim: Claim, timeout_s: float = 0) -> Order | None:
        """The earlier order that still stands in the way after ``timeout_s``, if any."""
        until = time.monotonic() + timeout_s
        with self._changed:
            while other := self._earlier(claim):
                if not self._changed.wait(until - time.monotonic()):
                    return other.order
        return None

    def is_alone(self, claim: Claim) -> bool:
        with self._changed:
            return all(other is claim for other in self._held)

    def beside(self, claim: Claim) -> Order | None:
        """The earlier order about another part of the same controller, if any."""
        with self._changed:
            before = self._held[: self._held.index(claim)]
        return next((other.order for other in before if _one_controller(other, claim)), None)

    def _earlier(self, claim: Claim) -> Claim | None:
        before = self._held[: self._held.index(claim)]
        return next((other for other in before if _exclude(other, claim)), None)


def _one_controller(one: Claim, other: Claim) -> bool:
    """Namespaces: ``nvme0n1``, ``nvme0n2``."""
    names = [_NAMESPACE.fullmatch(claim.name or "") for claim in (one, other)]
    return all(names) and len({match[1] for match in names if match}) == 1


_NAMESPACE = re.compile(r"(nvme\d+)n\d+")


def _exclude(one: Claim, other: Claim) -> bool:
    if one.resumed and other.resumed:
        return False
    if one.disk is None or other.disk is None:
        return True
    return one.disk == other.disk or (one.name is not None and one.name == other.name)

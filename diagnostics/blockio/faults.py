"""Places that would not be written or read: counted, and located."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["write", "read"]
#: More logical blocks than this, and the disk is not worth going on with.
MOST_BLOCKS = 1_000
#: Lists of places are cut off here; the counts are not.
MOST_PLACES = 1_000


class TooManyFaults(Exception):
    """The disk is failing as a whole."""


@dataclass(frozen=True, slots=True)
class Fault:
    """``count`` logical blocks in a row, from the block ``first`` on."""

    kind: Kind
    first: int
    count: int
    #: The kernel's name of the error, such as ``EIO``.
    error: str


@dataclass(slots=True)
class Faults:
    """Kept in ascending order, those side by side as one."""

    most_blocks: int = MOST_BLOCKS
    places: list[Fault] = field(default_factory=list)
    #: How often something was tried again, by kind, also where that helped: nothing is left over
    #: there then, but the disk is read back in full.
    retries: Counter[str] = field(default_factory=Counter)

    def add(self, kind: Kind, first: int, error: str, count: int = 1) -> None:
        """Raises TooManyFaults."""
        self.places = _merged([*self.places, Fault(kind, first, count, error)])
        if self.blocks() > self.most_blocks:
            raise TooManyFaults(f"more than {self.most_blocks} blocks would not be {kind}")

    def blocks(self, kind: Kind | None = None) -> int:
        return sum(fault.count for fault in self.places if kind in (None, fault.kind))

    def covers(self, block: int) -> bool:
        return any(fault.first <= block < fault.first + fault.count for fault in self.places)

    def __bool__(self) -> bool:
        """Whether anything at all went wrong, also what went well in the end."""
        return bool(self.places or self.retries.total())

    def as_json(self) -> dict[str, Any]:
        places = [[one.kind, one.first, one.count, one.error] for one in self.places]
        return {"places": places, "retries": dict(self.retries)}


def faults_from(raw: Mapping[str, Any], most_blocks: int = MOST_BLOCKS) -> Faults:
    """Of ``as_json``. Raises ValueError, TypeError or KeyError for anything else."""
    places = [
        Fault("write" if kind == "write" else "read", int(first), int(count), str(error))
        for kind, first, count, error in raw["places"]
    ]
    retries = Counter({str(kind): int(count) for kind, count in raw["retries"].items()})
    return Faults(most_blocks, _merged(places), retries)


def _merged(places: Iterable[Fault]) -> list[Fault]:
    merged: list[Fault] = []
    for fault in sorted(places, key=lambda one: (one.kind, one.first)):
        if merged and _touch(merged[-1], fault):
            merged[-1] = _joined(merged[-1], fault)
        else:
            merged.append(fault)
    return merged


def _touch(before: Fault, after: Fault) -> bool:
    same = before.kind == after.kind and before.error == after.error
    return same and after.first <= before.first + before.count


def _joined(before: Fault, after: Fault) -> Fault:
    ends = max(before.first + before.count, after.first + after.count)
    return Fault(before.kind, before.first, ends - before.first, before.error)

"""Which device for whom: a pure rule.

The earliest day first, and of one day whoever asked first. Each gets what fits best and is not
better than needed: ready before still at the bench, then the nearest, then the least that will do.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

_WORST_GRADE = "Z"
#: What a device of a size tells of it at least.
LEAST_SHARE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The least that will do; None: anything will. Sizes in bytes, grades from A, the best."""

    kind: str
    memory_bytes: int | None = None
    disk_bytes: int | None = None
    screen_inches: float | None = None
    grade: str | None = None
    image: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A device that was promised to nobody, ready or still at the bench."""

    device_id: int
    kind: str
    memory_bytes: int | None = None
    disk_bytes: int | None = None
    screen_inches: float | None = None
    grade: str | None = None
    image: str | None = None
    ready: bool = True
    #: The number of the place where it is.
    place_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One unit that waits. ``place_id``: of the desk that asks."""

    unit_id: int
    wish: Wish
    place_id: int
    wanted_by: date
    made_at: datetime

    @property
    def turn(self) -> tuple[Any, ...]:
        return self.wanted_by, self.made_at, self.unit_id


def fits(wish: Wish, found: Candidate) -> bool:
    """Whether it will do; what is not known of a device does not count as enough."""
    return (
        wish.kind == found.kind
        and _enough(_told(wish.memory_bytes), found.memory_bytes)
        and _enough(_told(wish.disk_bytes), found.disk_bytes)
        and _enough(wish.screen_inches, found.screen_inches)
        and (wish.grade is None or (found.grade is not None and found.grade <= wish.grade))
        and (wish.image is None or not found.ready or wish.image == found.image)
    )


def choose(
    waiting: Iterable[Asked],
    candidates: Sequence[Candidate],
    distances: Mapping[tuple[int, int], int],
) -> dict[int, int]:
    """Unit to device, each device once.

    ``distances``: by the place of the desk and the place of the device; what is not in it is far.
    """
    free = _alike(candidates)
    chosen: dict[int, int] = {}
    for asked in sorted(waiting, key=lambda one: one.turn):
        fitting = [found for found, left in free.items() if left and fits(asked.wish, found)]
        if fitting:
            best = min(fitting, key=lambda found: (_cost(asked, found, distances), free[found][0]))
            chosen[asked.unit_id] = free[best].popleft()
    return chosen


def _alike(candidates: Iterable[Candidate]) -> dict[Candidate, deque[int]]:
    """What no rule tells apart, once, with the numbers of all such devices in order.

    A workshop has tens of thousands of devices, and some hundreds of sorts of them.
    """
    found: dict[Candidate, deque[int]] = defaultdict(deque)
    for candidate in sorted(candidates, key=lambda one: one.device_id):
        found[replace(candidate, device_id=0)].append(candidate.device_id)
    return found


def ranked(
    asked: Asked, candidates: Iterable[Candidate], distances: Mapping[tuple[int, int], int]
) -> list[Candidate]:
    """Those that will do, the one that ``choose`` would take first."""
    fitting = [found for found in candidates if fits(asked.wish, found)]
    return sorted(fitting, key=lambda found: _cost(asked, found, distances))


def _enough(least: float | None, found: float | None) -> bool:
    return least is None or (found is not None and found >= least)


def _told(size: int | None) -> float | None:
    """A machine of so many bytes often tells a little less: its graphics took a share."""
    return size * LEAST_SHARE if size else None


_FAR = 9


def _cost(
    asked: Asked, found: Candidate, distances: Mapping[tuple[int, int], int]
) -> tuple[Any, ...]:
    return (
        not found.ready,
        distances.get((asked.place_id, found.place_id), _FAR),
        found.memory_bytes or 0,
        found.disk_bytes or 0,
        _from_the_worst(found.grade),
        found.device_id,
    )


def _from_the_worst(grade: str | None) -> int:
    """The better the grade, the more it costs to give it away."""
    return ord(_WORST_GRADE) - ord(grade) if grade else 0

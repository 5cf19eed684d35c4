"""What a repair costs against what the device is worth: advice, with the sum shown. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from atelier.settings import Worth

_HOUR = 3600
_GB = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """In cents. ``worth``: None where no rule knows; ``parts``: of those with a known value."""

    seconds: int
    work: int
    parts: int
    worth: int | None
    #: Some part in it has no known value: it costs more than is shown.
    more: bool = False

    @property
    def cost(self) -> int:
        return self.work + self.parts

    @property
    def is_too_much(self) -> bool:
        """Better for parts: it costs more already than the device is worth."""
        return self.worth is not None and self.cost > self.worth


def reckon(
    seconds: int, part_cents: Sequence[int | None], *, hour_cents: int, worth: int | None
) -> Sum:
    known = [cents for cents in part_cents if cents is not None]
    return Sum(
        seconds=seconds,
        work=round(seconds * hour_cents / _HOUR),
        parts=sum(known),
        worth=worth,
        more=len(known) < len(part_cents),
    )


def expected(
    rules: Sequence[Worth], kind: str, grade: str | None, memory_bytes: int | None
) -> int | None:
    """What such a device is worth once it is ready: by the first rule that it meets."""
    for rule in rules:
        if kind not in rule.kinds:
            continue
        if rule.grades and grade not in rule.grades:
            continue
        if rule.memory_gb and (memory_bytes or 0) < rule.memory_gb * _GB * 0.9:
            continue
        return rule.cents
    return None

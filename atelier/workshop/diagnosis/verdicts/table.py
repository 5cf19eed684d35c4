"""One table of a TOML file, read key by key: a wrong or unknown key is an error that names it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from atelier.workshop.diagnosis.verdicts.rules import RulesError, Step, Steps
from atelier.workshop.diagnosis.verdicts.verdict import Level

T = TypeVar("T")
_MISSING = object()


class Table:
    """A mapping that knows where it stands, and which of its keys were read."""

    def __init__(self, values: Mapping[str, Any], place: str) -> None:
        self.place = place
        self._values = values
        self._read: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def _get(self, key: str) -> Any:
        self._read.add(key)
        return self._values.get(key, _MISSING)

    def _fail(self, key: str, expected: str, found: Any) -> RulesError:
        what = "it is missing" if found is _MISSING else f"found {found!r}"
        return RulesError(f"{self.place} {key}: expected {expected}, {what}")

    def number(self, key: str, low: float, high: float) -> float:
        found: float = self._get(key)
        right = isinstance(found, int | float) and not isinstance(found, bool)
        if not right or not low <= found <= high:
            raise self._fail(key, f"a number from {low:g} to {high:g}", found)
        return found  # a whole number stays whole, as it is shown

    def whole(self, key: str, low: int, high: int) -> int:
        found = self._get(key)
        if type(found) is not int or not low <= found <= high:
            raise self._fail(key, f"a whole number from {low} to {high}", found)
        return found

    def truth(self, key: str) -> bool:
        found = self._get(key)
        if not isinstance(found, bool):
            raise self._fail(key, "true or false", found)
        return found

    def one_of(self, key: str, allowed: Sequence[T]) -> T:
        found = self._get(key)
        for choice in allowed:
            if choice == found:
                return choice
        raise self._fail(key, "one of " + ", ".join(map(str, allowed)), found)

    def level(self, key: str) -> Level:
        return self.one_of(key, tuple(Level))

    def several(self, key: str, allowed: Sequence[T]) -> tuple[T, ...]:
        found = self._get(key)
        if not isinstance(found, list) or any(item not in allowed for item in found):
            raise self._fail(key, "a list out of " + ", ".join(map(str, allowed)), found)
        return tuple(choice for choice in allowed if choice in found)

    def listed(self, key: str, kind: type[T]) -> tuple[T, ...]:
        found = self._get(key)
        if not isinstance(found, list) or any(type(item) is not kind for item in found):
            raise self._fail(key, f"a list of {kind.__name__}", found)
        return tuple(found)

    def steps(self, key: str) -> Steps:
        """Pairs of a count and a rate, both rising: a worse count never weighs less."""
        found = self._get(key)
        try:
            steps = tuple(Step(int(count), float(rate)) for count, rate in found)
        except (TypeError, ValueError):
            raise self._fail(key, "a list of [count, rate] pairs", found) from None
        counts = [step.count for step in steps]
        rates = [step.rate for step in steps]
        if counts != sorted(set(counts)) or rates != sorted(rates) or min(counts, default=1) < 1:
            raise self._fail(key, "counts from 1 that rise, and rates that never fall", found)
        return steps

    def optional(self, key: str, read: Callable[[], T], otherwise: T) -> T:
        return read() if key in self else otherwise

    def table(self, key: str) -> "Table":
        found = self._get(key)
        if not isinstance(found, Mapping):
            raise self._fail(key, f"a table [{key}]", found)
        return Table(found, f"{self.place} [{key}]")

    def tables(self, key: str) -> tuple["Table", ...]:
        found = self._get(key)
        if not isinstance(found, list) or not all(isinstance(item, Mapping) for item in found):
            raise self._fail(key, f"tables [[{key}]]", found)
        return tuple(
            Table(item, f"{self.place} [[{key}]] number {number}")
            for number, item in enumerate(found, 1)
        )

    def done(self) -> None:
        """Everything in the table was read; a key that nobody asked for is a typing error."""
        unknown = sorted(set(self._values) - self._read)
        if unknown:
            known = ", ".join(sorted(self._read))
            raise RulesError(f"{self.place} {unknown[0]}: unknown key; known are {known}")

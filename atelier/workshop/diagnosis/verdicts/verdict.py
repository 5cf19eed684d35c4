"""What a verdict is: a part, a level, words, and the figures behind them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, Literal, TypeVar

from atelier.words import N_, Sentence, Value

#: The first five are measured; of the others a person says how they are.
Part = Literal[
    "disk",
    "battery",
    "memory",
    "screen",
    "machine",
    "keyboard",
    "panel",
    "touchpad",
    "sound",
    "microphone",
    "camera",
    "ports",
    "charger",
    "wifi",
]
Grade = Literal["A", "B", "C", "D"]
Use = Literal["adult", "school", "senior", "parts"]

T = TypeVar("T", bound=str)


class Level(StrEnum):
    GOOD = "good"
    WORN = "worn"
    REPLACE = "replace"
    UNKNOWN = "unknown"

    @property
    def badness(self) -> int:
        """For sorting: what a person must see first is highest; unknown weighs less than worn."""
        return _BADNESS[self]


_BADNESS = {Level.GOOD: 0, Level.UNKNOWN: 1, Level.WORN: 2, Level.REPLACE: 3}


def worst(levels: Iterable[Level]) -> Level:
    """The level that decides; with nothing to go by, unknown."""
    return max(levels, key=lambda level: level.badness, default=Level.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value and its unit (``%``, ``GB``, ``mm``…; empty for a plain count)."""

    value: Value
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    part: Part
    #: Which one, as a person would call it: ``Samsung 256 GB``. Empty where there is only one.
    name: str
    level: Level
    #: First line of the display: ``Schijf · Samsung 256 GB``.
    title: Sentence
    #: Second line: ``9 % versleten, geen slechte plekken``.
    headline: Sentence
    #: Full sentences, the gravest first; never empty unless the level is good.
    reasons: tuple[Sentence, ...] = ()
    #: Label (a message id) to the number behind the verdict.
    figures: Mapping[str, Figure] = field(default_factory=dict)
    #: Nothing is wrong, but a person should know it (chip "weet dit" instead of "goed").
    notice: bool = False
    #: The kernel's name of the part in this report, such as ``sda`` or ``BAT0``.
    key: str = ""
    #: A chip of its own (message id), where the usual word would not fit.
    word: str = ""

    @property
    def chip(self) -> Sentence:
        """The one word beside the verdict."""
        if self.word:
            return Sentence(self.word)
        if self.notice and self.level is Level.GOOD:
            return Sentence(_NOTICE)
        return Sentence(_CHIPS.get((self.part, self.level), _CHIP[self.level]))


_NOTICE = N_("weet dit")
_CHIP = {
    Level.GOOD: N_("goed"),
    Level.WORN: N_("versleten"),
    Level.REPLACE: N_("vervangen"),
    Level.UNKNOWN: N_("niet bekend"),
}
_CHIPS: Mapping[tuple[Part, Level], str] = {
    ("memory", Level.WORN): N_("weinig"),
    ("memory", Level.REPLACE): N_("te weinig"),
    ("screen", Level.WORN): N_("beperkt"),
    ("machine", Level.WORN): N_("verouderd"),
    ("machine", Level.REPLACE): N_("los dit op"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion(Generic[T]):
    """A grade or a use that the rules suggest.

    ``value`` is None when too little was measured to say. ``better`` is the row before it in the
    rules, and ``reasons`` say what that one asks and this machine has not.
    """

    value: T | None
    better: T | None = None
    reasons: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """All verdicts on one report, in the order of the page: disks, batteries, memory, …"""

    parts: tuple[Verdict, ...]
    #: By hardware only; the person who inspects the device also looks at its outside.
    grade: Suggestion[Grade]
    use: Suggestion[Use]
    #: On what a person checked at the machine; empty where nobody was asked.
    checks: tuple[Verdict, ...] = ()

    def of(self, part: Part) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in self.parts if verdict.part == part)

    @property
    def level(self) -> Level:
        """Of what is measured and what was checked; what somebody skipped says nothing."""
        return worst(verdict.level for verdict in (*self.parts, *answered(self.checks)))


def answered(checks: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Without those that were skipped."""
    return tuple(verdict for verdict in checks if verdict.level is not Level.UNKNOWN)

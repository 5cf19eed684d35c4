"""A grade and a use, from the ordered rows of the rules; the first that fits is suggested."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from atelier.words import N_, Sentence
from atelier.workshop.diagnosis.verdicts.chassis import is_portable
from atelier.workshop.diagnosis.verdicts.memory import amount_gb
from atelier.workshop.diagnosis.verdicts.rules import Conditions
from atelier.workshop.diagnosis.verdicts.screens import size_inches
from atelier.workshop.diagnosis.verdicts.verdict import Level, Part, Suggestion, Verdict, worst
from diagnostics.report import Report

T_co = TypeVar("T_co", bound=str, covariant=True)
T = TypeVar("T", bound=str)


class Row(Protocol[T_co]):
    """A line of the table: what it suggests, and what it asks."""

    @property
    def value(self) -> T_co: ...

    @property
    def conditions(self) -> Conditions: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the rows ask about, None where it was not measured."""

    #: The worst level of each part that the machine has.
    levels: dict[Part, Level]
    windows11: bool | None
    bits64: bool | None
    portable: bool | None
    memory_gb: float | None
    inches: float | None


def facts_of(report: Report, verdicts: Iterable[Verdict]) -> Facts:
    seen: dict[Part, list[Level]] = {}
    for verdict in verdicts:
        seen.setdefault(verdict.part, []).append(verdict.level)
    sizes = [size_inches(screen) for screen in report.screens if screen.internal]
    return Facts(
        levels={part: worst(levels) for part, levels in seen.items()},
        windows11=report.windows11.possible,
        bits64=report.cpu.bits64,
        portable=is_portable(report),
        memory_gb=amount_gb(report.memory),
        inches=max((size for size in sizes if size is not None), default=None),
    )


def suggest(facts: Facts, rows: Sequence[Row[T]], needs_known: Iterable[Part]) -> Suggestion[T]:
    """The first row that holds, with what the one before it asks and this machine has not."""
    missing = [part for part in needs_known if facts.levels.get(part) is Level.UNKNOWN]
    if missing:
        return Suggestion(value=None, reasons=tuple(Sentence(_UNKNOWN[part]) for part in missing))
    better: T | None = None
    reasons: tuple[Sentence, ...] = ()
    for row in rows:
        unmet = tuple(_unmet(row.conditions, facts))
        if not unmet:
            return Suggestion(value=row.value, better=better, reasons=reasons)
        better, reasons = row.value, unmet
    return Suggestion(value=None, better=better, reasons=reasons)


_NOT_GOOD: dict[Part, str] = {
    "disk": N_("De schijf is niet goed genoeg."),
    "battery": N_("De batterij is niet goed genoeg."),
    "memory": N_("Er is niet genoeg geheugen."),
    "screen": N_("Het scherm is niet goed genoeg."),
    "machine": N_("Het toestel zelf is te oud of zit op slot."),
    "keyboard": N_("Het toetsenbord is niet goed genoeg."),
    "panel": N_("Het beeld is niet goed genoeg."),
    "touchpad": N_("De touchpad is niet goed genoeg."),
    "sound": N_("Het geluid is niet goed genoeg."),
    "microphone": N_("De microfoon is niet goed genoeg."),
    "camera": N_("De camera is niet goed genoeg."),
    "ports": N_("De poorten zijn niet goed genoeg."),
    "charger": N_("Het opladen gaat niet goed genoeg."),
    "wifi": N_("Wi-Fi is niet goed genoeg."),
}
#: What is only ever checked by a person is either answered or not asked about.
_UNKNOWN: dict[Part, str] = {
    "disk": N_("Van de schijf weten we te weinig."),
    "battery": N_("Van de batterij weten we te weinig."),
    "memory": N_("Van het geheugen weten we te weinig."),
    "screen": N_("Van het scherm weten we te weinig."),
    "machine": N_("Van het toestel zelf weten we te weinig."),
}


def _unmet(asked: Conditions, facts: Facts) -> Iterable[Sentence]:
    for part, allowed in asked.levels.items():
        level = facts.levels.get(part)
        if level is not None and level not in allowed:
            unknown = _UNKNOWN.get(part) if level is Level.UNKNOWN else None
            yield Sentence(unknown or _NOT_GOOD[part])
    yield from (sentence for holds, sentence in _CHECKS if not holds(asked, facts))
    yield from _too_small(asked, facts)


def _differs(asked: bool | None, found: bool | None) -> bool:
    return asked is not None and found is not None and asked is not found


_CHECKS: tuple[tuple[Callable[[Conditions, Facts], bool], Sentence], ...] = (
    (
        lambda asked, facts: asked.windows11 is None or facts.windows11 is asked.windows11,
        Sentence(N_("Windows 11 gaat niet, of we weten het niet.")),
    ),
    (
        lambda asked, facts: not _differs(asked.bits64, facts.bits64),
        Sentence(N_("De processor is van 32 bit.")),
    ),
    (
        lambda asked, facts: not _differs(asked.portable, facts.portable),
        Sentence(N_("Het is geen laptop of tablet.")),
    ),
)


def _too_small(asked: Conditions, facts: Facts) -> Iterable[Sentence]:
    if asked.memory_gb is not None and (facts.memory_gb or 0) < asked.memory_gb:
        yield Sentence(N_("Er is minder dan %(asked)s GB geheugen."), {"asked": asked.memory_gb})
    if facts.inches is None:
        return
    if asked.inches is not None and facts.inches < asked.inches:
        yield Sentence(N_("Het scherm is kleiner dan %(asked)s duim."), {"asked": asked.inches})
    if asked.inches_at_most is not None and facts.inches > asked.inches_at_most:
        values = {"asked": asked.inches_at_most}
        yield Sentence(N_("Het scherm is groter dan %(asked)s duim."), values)

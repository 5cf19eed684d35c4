"""Which software suits a device best, and which does not suit it, each with its reason: pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from atelier.words import N_, Sentence
from atelier.workshop.imaging import fitting
from atelier.workshop.imaging.catalogue import Entry
from atelier.workshop.imaging.rules import Row, Rules, Why
from diagnostics.report import Report

_GIB = 2**30

WHY: Mapping[Why, str] = {
    "school": N_("Dit toestel is goed voor school."),
    "senior": N_("Dit toestel is rustig in gebruik: grote letters, weinig knoppen."),
    "kiosk": N_("Dit is een vaste computer: goed voor bezoekers van een digibankpunt."),
    "adult": N_("Dit toestel kan alles wat een volwassene nodig heeft."),
    "little_memory": N_("Dit toestel heeft weinig geheugen: deze software vraagt het minst."),
    "everybody": N_("Dit is de gewone software, goed voor iedereen."),
    "windows_licence": N_("Er zit een Windows-licentie in dit toestel: Windows mag erop."),
}
_NO_LICENCE = N_("Windows vraagt een licentie. In dit toestel zit er geen: kies er daarna een.")
_ON_TRIAL = N_("Nog op proef: alleen om te proberen.")
_OLDER = N_("Een oudere versie.")
_SUITS = N_("Deze software past ook.")
_MISFIT = N_("Deze software past niet op dit toestel.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is known of the device; None: not known. ``report``: its newest."""

    kind: str
    grade: str | None = None
    use: str | None = None
    memory_bytes: int | None = None
    report: Report | None = None

    @property
    def windows_licence(self) -> bool:
        return self.report is not None and self.report.firmware.windows_licence is True


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    entry: Entry
    reason: Sentence
    #: Why it does not suit the device; empty where it does.
    misfits: Sequence[Sentence] = ()
    is_suggested: bool = False


def suggest(told: Told, entries: Sequence[Entry], rules: Rules) -> list[Suggestion]:
    """All that may be ordered: what is suggested, the best first; then what suits it too, and last
    what does not.
    """
    able = [entry for entry in entries if entry.may_be_ordered]
    misfits = {one.image.id: _misfits(told, one) for one in able}
    best = [
        Suggestion(entry=one, reason=Sentence(WHY[row.reason]), is_suggested=True)
        for row, one in _matches(told, [one for one in able if not misfits[one.image.id]], rules)
    ]
    named = {one.entry.image.id for one in best}
    others = [_other(told, one, misfits[one.image.id]) for one in able if one.image.id not in named]
    return [*best, *sorted(others, key=_rank)]


def _matches(told: Told, entries: Sequence[Entry], rules: Rules) -> Iterator[tuple[Row, Entry]]:
    """Each entry once, by the first row that speaks for it."""
    seen: set[int] = set()
    for row in rules.suggest:
        if not _holds(row, told):
            continue
        for entry in entries:
            if entry.is_current and _is_about(row, entry) and entry.image.id not in seen:
                seen.add(entry.image.id)
                yield row, entry


def _is_about(row: Row, entry: Entry) -> bool:
    if row.system is not None:
        return entry.manifest.system == row.system
    return entry.image.name == row.image


def _holds(row: Row, told: Told) -> bool:
    memory = None if told.memory_bytes is None else told.memory_bytes / _GIB
    return (
        (row.uses is None or told.use in row.uses)
        and (row.grades is None or told.grade in row.grades)
        and (row.kinds is None or told.kind in row.kinds)
        and (row.memory_gb is None or (memory is not None and memory >= row.memory_gb))
        and (
            row.memory_gb_at_most is None
            or (memory is not None and memory <= row.memory_gb_at_most)
        )
        and (row.windows_licence is None or told.windows_licence)
    )


def _misfits(told: Told, entry: Entry) -> Sequence[Sentence]:
    return fitting.fits(entry.manifest, told.report) if told.report else ()


def _other(told: Told, entry: Entry, misfits: Sequence[Sentence]) -> Suggestion:
    return Suggestion(entry=entry, reason=Sentence(_why(told, entry, misfits)), misfits=misfits)


def _why(told: Told, entry: Entry, misfits: Sequence[Sentence]) -> str:
    reasons = (
        (bool(misfits), _MISFIT),
        (entry.standing == "trial", _ON_TRIAL),
        (not entry.is_current, _OLDER),
        (entry.manifest.system == "windows" and told.windows_licence, WHY["windows_licence"]),
        (entry.manifest.system == "windows", _NO_LICENCE),
    )
    return next((text for holds, text in reasons if holds), _SUITS)


def _rank(one: Suggestion) -> tuple[bool, bool, bool]:
    """What suits before what does not, current before older, and in the order of the list."""
    return bool(one.misfits), one.entry.standing == "trial", not one.entry.is_current

"""Which grade a person may give, suggested by what was measured and what was seen: a pure rule."""

from collections.abc import Sequence
from dataclasses import dataclass

from atelier.words import N_, Sentence

GRADES = ("A", "B", "C", "D")
NAMES = {
    "A": N_("Als nieuw"),
    "B": N_("Goed, kleine sporen"),
    "C": N_("Duidelijk gebruikt"),
    "D": N_("Versleten, werkt nog"),
}
SENTENCES = {
    "A": N_("Geen krassen, geen deuken. Alles werkt."),
    "B": N_("Enkele krassen die je van dichtbij ziet. Alles werkt."),
    "C": N_("Krassen en deuken die je meteen ziet, of iets dat half werkt."),
    "D": N_("Veel schade, maar je kan er nog mee werken."),
}
#: So many light marks are as bad as one thing that is worn; and so many worn things as the worst.
_MANY_MARKS, _MANY_WORN = 3, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    grade: str
    reasons: tuple[Sentence, ...]


def suggest(hardware: str | None, meanings: Sequence[str | None]) -> Suggested:
    """``hardware``: the grade by what was measured, None where it was not; ``meanings``: of all
    answers. The worst of what each says.
    """
    light, worn = meanings.count("light"), meanings.count("worn") + meanings.count("broken")
    outside = _by_eye(light, worn)
    grade = max(outside, hardware or "A")
    reasons = [reason for reason in _seen(light, worn) if reason]
    if hardware and hardware > outside:
        reasons.append(Sentence(N_("Wat gemeten is, past bij klasse %(grade)s."), {"grade": grade}))
    return Suggested(grade=grade, reasons=tuple(reasons) or (Sentence(N_("Niets gezien.")),))


def _by_eye(light: int, worn: int) -> str:
    if worn >= _MANY_WORN:
        return "D"
    if worn or light >= _MANY_MARKS:
        return "C"
    return "B" if light else "A"


def _seen(light: int, worn: int) -> list[Sentence]:
    told = []
    if light:
        text = N_("Sporen van gebruik: %(count)s.")
        told.append(Sentence(text, {"count": light}))
    if worn:
        text = N_("Versleten of stuk: %(count)s.")
        told.append(Sentence(text, {"count": worn}))
    return told

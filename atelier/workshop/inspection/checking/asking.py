"""The cards as they are asked of one device: a pure rule.

What the machine measured and found good is not asked again. Each part that was tapped on a drawing
asks once more how bad it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from atelier.words import N_
from atelier.workshop.inspection.checklists.card import About, Answer, Card, Meaning
from atelier.workshop.inspection.checklists.parts import PARTS, Part

#: What was answered at the machine itself, by part: *good*, *wrong* or *absent*.
Measured = Mapping[str, str]
Answers = Mapping[str, Mapping[str, Any]]

#: The answers to a drawing: nothing on it is bad, or what was tapped is.
NONE, MARKED = "none", "marked"
_BETWEEN = "."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One card to answer. ``part``: of a drawing, the part it asks about.

    ``given``: the key of the answer so far; ``marked``: the parts that were tapped. ``parts`` are
    those left to a person, ``measured`` those that the machine answered.
    """

    key: str
    card: Card
    part: Part | None = None
    given: str | None = None
    marked: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    measured: tuple[Part, ...] = ()
    doubted: tuple[Part, ...] = ()

    @property
    def is_answered(self) -> bool:
        return self.given is not None

    @property
    def is_drawing(self) -> bool:
        return self.card.kind == "mark" and self.part is None

    @property
    def meaning(self) -> str | None:
        """Of the answer so far; None where there is none, or where the parts themselves say it."""
        if self.given is None or (self.is_drawing and self.given == MARKED):
            return None
        if self.is_drawing:
            return "good"
        found = self.answer
        return found.meaning if found else None

    @property
    def offered(self) -> tuple[Answer, ...]:
        """The answers to choose from; none to a drawing, of which the parts are tapped."""
        if self.is_drawing:
            return ()
        return how_bad(self.card.about) if self.part else self.card.answers

    @property
    def answer(self) -> Answer | None:
        return next((one for one in self.offered if one.key == self.given), None)

    @property
    def problem(self) -> str | None:
        """What is wrong, where the answer says that something is."""
        if self.meaning not in ("worn", "broken"):
            return None
        if self.part is not None:
            return self.part.problem
        return (self.answer.problem if self.answer else None) or "other"


def asked(cards: Sequence[Card], answers: Answers, measured: Measured) -> list[Asked]:
    """All cards of now, in order, each with what was answered so far."""
    return [one for card in cards for one in _of_card(card, answers, measured)]


def first_open(found: Sequence[Asked]) -> Asked | None:
    return next((one for one in found if not one.is_answered), None)


def how_bad(about: About) -> tuple[Answer, ...]:
    """What can be said of one part of a drawing. Their texts are message ids, under ``nl``."""
    return _LOOKS if about == "looks" else _WORKS


def _of_card(card: Card, answers: Answers, measured: Measured) -> Iterator[Asked]:
    given = answers.get(card.key, {})
    if card.kind == "ask":
        known = card.answer(str(given.get("answer")))
        yield Asked(key=card.key, card=card, given=known.key if known else None)
        return
    drawn = _drawing(card, given, measured)
    if not drawn.parts:
        return  # the machine answered all of it
    yield drawn
    if drawn.given == MARKED:
        for name in drawn.marked:
            yield _of_part(card, PARTS[name], answers)


def _drawing(card: Card, given: Mapping[str, Any], measured: Measured) -> Asked:
    there = [PARTS[name] for name in card.parts if name in PARTS]
    told = {part.key: measured.get(part.measured or "") for part in there}
    if card.about == "looks":
        told = dict.fromkeys(told, None)  # how it looks, no machine can say
    left = tuple(part for part in there if told[part.key] not in ("good", "absent"))
    marked = tuple(part.key for part in left if part.key in given.get("parts", ()))
    answer = given.get("answer")
    is_whole = answer == NONE or (answer == MARKED and marked)
    return Asked(
        key=card.key,
        card=card,
        given=answer if is_whole else None,
        marked=marked,
        parts=left,
        measured=tuple(part for part in there if told[part.key] in ("good", "absent")),
        doubted=tuple(part for part in left if told[part.key] == "wrong"),
    )


def _of_part(card: Card, part: Part, answers: Answers) -> Asked:
    key = f"{card.key}{_BETWEEN}{part.key}"
    given = answers.get(key, {}).get("answer")
    known = {one.key for one in how_bad(card.about)}
    return Asked(key=key, card=card, part=part, given=given if given in known else None)


def _bad(key: str, text: str, icon: str, meaning: Meaning) -> Answer:
    """``text``: a message id, for no coordinator writes these."""
    return Answer(key=key, text={"nl": text}, icon=icon, meaning=meaning)


_LOOKS = (
    _bad("light", N_("Kras of deuk"), "slash-lg", "light"),
    _bad("worn", N_("Barst of los, maar het gaat"), "bandaid", "worn"),
    _bad("broken", N_("Stuk of weg"), "x-octagon", "broken"),
)
_WORKS = (
    _bad("worn", N_("Werkt soms of half"), "bandaid", "worn"),
    _bad("broken", N_("Werkt niet"), "x-octagon", "broken"),
    _bad("absent", N_("Dit toestel heeft dat niet"), "dash-circle", "absent"),
)

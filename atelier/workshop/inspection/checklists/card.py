"""One card: a picture, one sentence, and what can be tapped. As values, and as JSON.

The texts of a card are data, in the languages of the pages: a coordinator writes them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from atelier.errors import Invalid
from atelier.people.text import tidy
from atelier.words import N_

#: *ask* offers answers; *mark* shows a drawing of the device, of which the bad parts are tapped.
CardKind = Literal["ask", "mark"]
#: Of a *mark*: whether the question is how it looks, or whether it works.
About = Literal["looks", "works"]
#: What an answer means, from nothing to what has to be repaired first. *absent*: there is none.
Meaning = Literal["good", "light", "worn", "broken", "absent"]

CARD_KINDS: tuple[CardKind, ...] = get_args(CardKind)
ABOUT: tuple[About, ...] = get_args(About)
MEANINGS: tuple[Meaning, ...] = get_args(Meaning)
#: Of each card, and of each answer, at most so many; and so long is a sentence at most.
MOST_CARDS, MOST_ANSWERS, LONGEST = 20, 4, 160

Text = Mapping[str, str]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """``problem``: a word of ``devices.faults``, where the answer says that something is wrong."""

    key: str
    text: Text
    icon: str
    meaning: Meaning
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """``answers`` of an *ask*; ``parts`` (words of ``parts``) and ``about`` of a *mark*."""

    key: str
    kind: CardKind
    text: Text
    picture: str
    answers: tuple[Answer, ...] = ()
    about: About = "looks"
    parts: tuple[str, ...] = ()

    def answer(self, key: str) -> Answer | None:
        return next((one for one in self.answers if one.key == key), None)


def write(cards: Sequence[Card]) -> list[Json]:
    """As a database keeps them."""
    return [_write_card(card) for card in cards]


def read(told: Sequence[Mapping[str, Any]]) -> tuple[Card, ...]:
    """What ``write`` wrote, or what somebody typed. Raises Invalid, with what to do."""
    cards = tuple(_read_card(one) for one in told)
    if not cards:
        raise Invalid(N_("Een lijst heeft minstens één kaart. Voeg er een toe."), field="cards")
    if len(cards) > MOST_CARDS:
        raise Invalid(N_("Hoogstens %(most)s kaarten. Haal er een weg."), most=MOST_CARDS)
    if len({card.key for card in cards}) != len(cards):
        raise Invalid(N_("Twee kaarten hebben dezelfde naam. Geef er een een andere."))
    return cards


def _write_card(card: Card) -> Json:
    told: Json = {
        "key": card.key,
        "kind": card.kind,
        "picture": card.picture,
        "text": dict(card.text),
    }
    if card.kind == "mark":
        return {**told, "about": card.about, "parts": list(card.parts)}
    return {**told, "answers": [_write_answer(one) for one in card.answers]}


def _write_answer(answer: Answer) -> Json:
    told: Json = {
        "key": answer.key,
        "icon": answer.icon,
        "meaning": answer.meaning,
        "text": dict(answer.text),
    }
    return {**told, "problem": answer.problem} if answer.problem else told


def _read_card(told: Mapping[str, Any]) -> Card:
    kind = _one_of(told, "kind", CARD_KINDS)
    card = Card(
        key=_word(told, "key"),
        kind=kind,
        text=_text(told),
        picture=_word(told, "picture"),
        answers=tuple(_read_answer(one) for one in told.get("answers", ())),
        about=_one_of(told, "about", ABOUT) if kind == "mark" else "looks",
        parts=tuple(str(part) for part in told.get("parts", ())),
    )
    if kind == "ask" and not 2 <= len(card.answers) <= MOST_ANSWERS:
        raise Invalid(
            N_("Geef een vraag twee tot %(most)s antwoorden."), field="answers", most=MOST_ANSWERS
        )
    if kind == "mark" and not card.parts:
        raise Invalid(N_("Kies welke delen van het toestel erop staan."), field="parts")
    return card


def _read_answer(told: Mapping[str, Any]) -> Answer:
    return Answer(
        key=_word(told, "key"),
        text=_text(told),
        icon=_word(told, "icon"),
        meaning=_one_of(told, "meaning", MEANINGS),
        problem=told.get("problem") or None,
    )


def _text(told: Mapping[str, Any]) -> Text:
    given = told.get("text")
    text = {
        language: line
        for language, words in (given.items() if isinstance(given, Mapping) else ())
        if (line := tidy(str(words)))
    }
    if "nl" not in text:
        raise Invalid(N_("Schrijf de zin in het Nederlands. De andere talen mogen later."))
    if any(len(words) > LONGEST for words in text.values()):
        raise Invalid(N_("Maak de zin korter: hoogstens %(most)s letters."), most=LONGEST)
    return text


def _word(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not value or len(value) > 40:
        raise _not_understood(name)
    return value


def _one_of(told: Mapping[str, Any], name: str, known: tuple[Any, ...]) -> Any:
    if told.get(name) not in known:
        raise _not_understood(name)
    return told[name]


def _not_understood(name: str) -> Invalid:
    return Invalid(N_("Deze lijst is niet volledig. Open ze opnieuw."), field=name)

"""A card as a coordinator fills it in."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length

from atelier.devices import faults
from atelier.devices.faults import PROBLEMS
from atelier.forms import CreatingForm
from atelier.web.checklists.words import MEANING_ICONS, MEANING_NAMES, PICTURES
from atelier.workshop.inspection.checklists.card import (
    LONGEST,
    MOST_ANSWERS,
    Answer,
    Card,
    Json,
    write,
)
from atelier.workshop.inspection.checklists.parts import DRAWN, PARTS

_LANGUAGES = ("nl", "fr", "en")
_WRONG = frozenset({"worn", "broken"})
_SHORT = Length(max=LONGEST, message=_l("Maak de zin korter."))


class AnswerForm(Form):  # type: ignore[misc]
    nl = StringField(_l("In het Nederlands"), [_SHORT])
    fr = StringField(_l("In het Frans"), [_SHORT])
    en = StringField(_l("In het Engels"), [_SHORT])
    meaning = SelectField(_l("Wat betekent dat?"), validate_choice=False)
    problem = SelectField(_l("Wat is er dan stuk?"), validate_choice=False)


class SentenceForm(CreatingForm):
    """What every card has."""

    nl = StringField(
        _l("In het Nederlands"), [InputRequired(_l("Schrijf de zin in het Nederlands.")), _SHORT]
    )
    fr = StringField(
        _l("In het Frans"), [_SHORT], description=_l("Leeg laten mag: dan staat er Nederlands.")
    )
    en = StringField(
        _l("In het Engels"), [_SHORT], description=_l("Leeg laten mag: dan staat er Nederlands.")
    )

    def text(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in _LANGUAGES}


class AskForm(SentenceForm):
    picture = RadioField(_l("Tekening"), validate_choice=False, default="question")
    answers = FieldList(
        FormField(AnswerForm), _l("Antwoorden"), min_entries=MOST_ANSWERS, max_entries=MOST_ANSWERS
    )

    @classmethod
    def of(cls, kind: str, card: Card | None) -> Self:
        """For a card of that kind of device; None: a new one."""
        form = cls(data=_filled(card) if card else {})
        form.picture.choices = [(name, gettext(word)) for name, word in PICTURES.items()]
        problems = [("", "–")] + [(p.key, gettext(p.word)) for p in faults.problems_for(kind)]
        for answer in form.answers:
            answer.form.meaning.choices = [(k, gettext(w)) for k, w in MEANING_NAMES.items()]
            answer.form.problem.choices = problems
        return form

    def card(self, key: str, before: Card | None) -> Json:
        """As data, still to be checked. Answers without a Dutch word are left out."""
        known = dict(enumerate(before.answers)) if before else {}
        taken = {one.key for one in known.values()}
        free = (name for number in range(9) if (name := f"a{number}") not in taken)
        told = [
            _answer(
                known[number].key if number in known else next(free), one.data, known.get(number)
            )
            for number, one in enumerate(self.answers)
            if (one.data["nl"] or "").strip()
        ]
        text = self.text()
        return {
            "key": key,
            "kind": "ask",
            "picture": self.picture.data if self.picture.data in PICTURES else "question",
            "text": text,
            "answers": told,
        }


class MarkForm(SentenceForm):
    about = RadioField(
        _l("Waarover gaat het?"),
        choices=[
            SelectChoice("looks", _l("Hoe het eruitziet")),
            SelectChoice("works", _l("Of het werkt")),
        ],
        default="looks",
    )

    def card(self, key: str, kind: str, parts: Mapping[str, Sequence[str]]) -> Json:
        about = self.about.data
        there = [part for part in DRAWN[kind][about] if part in parts[about]]
        return {
            "key": key,
            "kind": "mark",
            "picture": about,
            "text": self.text(),
            "about": about,
            "parts": there,
        }


class PublishForm(CreatingForm):
    """Nothing but its id: asked twice, one version."""


class AddForm(CreatingForm):
    """The same: asked twice, one card."""


def parts_for(kind: str, about: str) -> list[tuple[str, str, str]]:
    """Key, word and icon of each part that a drawing of this kind can show."""
    return [(key, PARTS[key].name, PARTS[key].icon) for key in DRAWN[kind][about]]


def _answer(key: str, told: Mapping[str, Any], before: Answer | None) -> Json:
    """An answer that was there keeps its name, and an icon that was drawn for it."""
    meaning = told["meaning"] or "good"
    is_own = before is not None and before.icon not in MEANING_ICONS.values()
    return {
        "key": key,
        "icon": before.icon if before and is_own else MEANING_ICONS.get(meaning, "check-circle"),
        "meaning": meaning,
        "text": {name: told[name] or "" for name in _LANGUAGES},
        "problem": told["problem"] if meaning in _WRONG and told["problem"] in PROBLEMS else None,
    }


def _filled(card: Card) -> Json:
    (told,) = write([card])
    answers = [
        {**one["text"], "meaning": one["meaning"], "problem": one.get("problem")}
        for one in told.get("answers", ())
    ]
    return {
        **told["text"],
        "picture": told["picture"],
        "about": told.get("about"),
        "answers": answers,
    }

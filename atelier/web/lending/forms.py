"""Forms of hand-over, return and what lies between; counts of articles are read beside them."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, InputRequired, Length

from atelier.devices.lifecycle import kinds
from atelier.errors import Invalid
from atelier.forms import CreatingForm
from atelier.lending.borrowers import LANGUAGES
from atelier.stock.models import Article, ArticleKind
from atelier.web.language import NAMES
from atelier.web.lending.words import FAULTS
from atelier.web.overruling import over_field
from atelier.words import N_

_PREFIX = "article-"
_MOST_DIGITS = 9
#: Kinds that have a charger of their own.
_CHARGED = frozenset({kinds.LAPTOP, kinds.TABLET, kinds.SMARTPHONE})
_YES_NO = [SelectChoice("yes", _l("Ja")), SelectChoice("no", _l("Nee"))]
_CHOOSE = _l("Kies ja of nee.")
_OFF = {"autocomplete": "off"}


class DayField(DateField):  # type: ignore[misc]
    """A day, with words of our own for what is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(gettext("Kies een dag in de kalender.")) from error


class BorrowerForm(CreatingForm):
    name = StringField(
        _l("Naam"),
        [InputRequired(_l("Schrijf een naam.")), Length(max=80)],
        render_kw=_OFF,
    )
    contact = StringField(
        _l("Telefoon of e-mail"),
        [InputRequired(_l("Schrijf een telefoonnummer of een e-mailadres.")), Length(max=120)],
        description=_l("Eén is genoeg: zo bereiken we deze persoon."),
        render_kw=_OFF,
    )
    reference = StringField(
        _l("Kenmerk"),
        [Length(max=40)],
        description=_l("Een nummer waaronder jullie deze persoon kennen. Leeg: wij maken er een."),
        render_kw=_OFF,
    )
    language = RadioField(
        _l("Taal"),
        choices=[SelectChoice(code, NAMES[code]) for code in LANGUAGES],
        default="nl",
    )


class GiftForm(BorrowerForm):
    articles = HiddenField()
    note = StringField(
        _l("Waarom?"),
        [Length(max=200)],
        description=_l("Bijvoorbeeld: de cursus is af. Mag leeg blijven."),
        render_kw=_OFF,
    )
    over = over_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name.label.text = _l("Wie krijgt het?")
        self.name.description = _l("Een persoon of een organisatie: zo staat het op het bewijs.")


class _Counting(CreatingForm):
    """``articles`` only says what is wrong with the counts, which are read beside the form."""

    articles = HiddenField()


class HandOverForm(_Counting):
    tariff = RadioField(_l("Welk tarief?"), [InputRequired(_l("Kies een tarief."))])
    due_on = DayField(
        _l("Tot en met"), [InputRequired(_l("Kies een dag."))], render_kw={"type": "date"}
    )
    state_note = StringField(
        _l("Hoe ziet het eruit?"),
        [Length(max=300)],
        description=_l("Bijvoorbeeld: een kras op het deksel. Leeg: niets bijzonders."),
        render_kw=_OFF,
    )
    over = over_field()


class SignForm(CreatingForm):
    picture = HiddenField()


class BackForm(_Counting):
    place = HiddenField()
    works = RadioField(_l("Werkt het?"), [InputRequired(_CHOOSE)], choices=_YES_NO)
    account = RadioField(
        _l("Is de lener overal afgemeld?"),
        [InputRequired(_CHOOSE)],
        choices=_YES_NO,
        description=_l("Zoals van Google, Apple of Microsoft. Anders blijft het toestel op slot."),
    )
    faults = SelectMultipleField(
        _l("Wat is er mis?"),
        choices=[SelectChoice(key, _l(word)) for key, word, _ in FAULTS],
    )
    told = TextAreaField(
        _l("Vertel erbij"),
        [Length(max=200)],
        description=_l(
            "Wat zei de lener? Leeg als er niets mis is. Schrijf geen namen: dit blijft bewaard."
        ),
        render_kw={"rows": 2},
    )


class SwapForm(BackForm):
    code = StringField(
        _l("Scan het toestel dat in de plaats komt"),
        [InputRequired(_l("Scan het andere toestel.")), Length(max=200)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    #: Asked where the desk itself has it reserved for somebody.
    kept = BooleanField(_l("Deze lener vroeg erom"))
    over = over_field()


class ExtendForm(CreatingForm):
    due_on = DayField(
        _l("Tot en met"), [InputRequired(_l("Kies een dag."))], render_kw={"type": "date"}
    )


class EndForm(CreatingForm):
    """Nothing to fill in: who sends it, is sure."""


class MistakeForm(CreatingForm):
    note = TextAreaField(
        _l("Wat was er fout?"),
        [InputRequired(_l("Zeg waarom: wat was er fout?")), Length(max=200)],
        description=_l(
            "Bijvoorbeeld: het verkeerde toestel gescand. Schrijf geen namen: dit blijft bewaard."
        ),
        render_kw={"rows": 2},
    )


class FeedForm(CreatingForm):
    """Nothing to fill in."""


class SettleForm(CreatingForm):
    how = HiddenField(validators=[AnyOf(("paid", "waived"))])


def counts(sent: Mapping[str, str], prefix: str = _PREFIX) -> dict[int, int]:
    """How many of each article by its key, of fields such as ``article-7``. Raises Invalid."""
    return {
        _number(name.removeprefix(prefix)): _number(told or "0")
        for name, told in sent.items()
        if name.startswith(prefix)
    }


def usual(goods: Sequence[tuple[Article, int]], kind: str) -> dict[int, int]:
    """What nearly always goes along: one charger, where a desk has one sort of them."""
    chargers = [article.id for article, _ in goods if article.kind == ArticleKind.CHARGER]
    return {chargers[0]: 1} if len(chargers) == 1 and kind in _CHARGED else {}


def _number(told: str) -> int:
    told = told.strip()
    if not (told.isdecimal() and told.isascii() and len(told) <= _MOST_DIGITS):
        raise Invalid(N_("Typ een getal van 0 of meer bij wat meegaat."), field="articles")
    return int(told)

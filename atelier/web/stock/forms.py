from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from atelier.forms import CreatingForm
from atelier.paging import LARGEST_KEY
from atelier.stock.articles import KIND_NAMES
from atelier.stock.ledger.articles import MOST
from atelier.stock.models import Article, PlaceKind
from atelier.web.overruling import over_field

_OFF = {"autocomplete": "off"}
_NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}
_HOW_MANY = _l("Geef een aantal van 1 tot %(most)s.", most=MOST)
_CHOOSE = _l("Kies een plaats.")
#: More than a hundred kilograms is a slip of the finger.
_HEAVIEST_G = 100_000

Paths = Mapping[int, str]


def _place(label: str, **more: Any) -> SelectField:
    return SelectField(_l(label), [InputRequired(_CHOOSE)], validate_choice=False, **more)


def _choices(paths: Paths) -> list[tuple[str, Any]]:
    named = sorted(paths.items(), key=lambda one: one[1].lower())
    return [("", _l("Kies …")), *((str(key), name) for key, name in named)]


def key(told: str | None) -> int:
    """The number of what was chosen; 0, that nothing has, for anything else."""
    return int(told) if told and told.isdecimal() and int(told) <= LARGEST_KEY else 0


class OverForm(CreatingForm):
    """Nothing else is asked."""

    over = over_field()


class ActForm(CreatingForm):
    """Something that is done with one press, and once however often it is sent."""


class TransferForm(CreatingForm):
    origin = _place("Waar vertrekt het?")
    place = _place("Waar gaat het naartoe?")
    note = StringField(
        _l("Nota"),
        [Length(max=300)],
        description=_l("Komt op de pakbon. Mag leeg blijven."),
        render_kw=_OFF,
    )

    planned_on = DateField(
        _l("Op welke dag?"),
        [Optional()],
        description=_l("Het punt ziet dan wanneer de wagen komt. Mag leeg blijven."),
    )

    def offer(self, origins: Paths, places: Paths) -> None:
        self.origin.choices, self.place.choices = _choices(origins), _choices(places)

    @property
    def ends(self) -> tuple[int, int]:
        return key(self.origin.data), key(self.place.data)


class DayForm(CreatingForm):
    planned_on = DateField(_l("Op welke dag?"), [Optional()])


class QuantitiesForm(CreatingForm):
    """A number for each article; made by ``quantities``."""

    def filled(self) -> dict[int, int]:
        """How many of each, by the article's number; what was left empty is left out."""
        fields = ((name, field.data) for name, field in self._fields.items())
        return {
            int(name.removeprefix("article_")): data
            for name, data in fields
            if name.startswith("article_") and data is not None
        }

    @property
    def numbers(self) -> list[Any]:
        return [field for field in self if field.name.startswith("article_")]


def quantities(articles: Iterable[Article], now: Mapping[int, int]) -> QuantitiesForm:
    """``now``: what stands in the boxes when the page is opened."""
    fields = {f"article_{article.id}": _quantity(article) for article in articles}
    made = type("_Quantities", (QuantitiesForm,), fields)
    form: QuantitiesForm = made(data={f"article_{key}": count for key, count in now.items()})
    return form


def _quantity(article: Article) -> IntegerField:
    return IntegerField(
        article.name,
        [Optional(), NumberRange(0, MOST, _l("Vul een aantal in, of laat het leeg."))],
        render_kw={"min": 0, "max": MOST, **_NUMERIC},
    )


class CountForm(CreatingForm):
    place = _place("Welke plaats tel je?", description=_l("Alles wat erin staat, telt mee."))

    def offer(self, places: Paths) -> None:
        self.place.choices = _choices(places)

    @property
    def place_id(self) -> int:
        return key(self.place.data)


class ArticleForm(CreatingForm):
    name = StringField(
        _l("Naam van het artikel"),
        [InputRequired(_l("Geef het artikel een naam.")), Length(max=80)],
        description=_l("Zo dat iedereen het herkent. Bijvoorbeeld: Lader 65 W USB-C."),
        render_kw=_OFF,
    )
    kind = RadioField(
        _l("Wat is het?"),
        [InputRequired(_l("Kies wat het is."))],
        choices=[SelectChoice(kind.value, _l(text)) for kind, text in KIND_NAMES.items()],
    )


class _PiecesForm(CreatingForm):
    quantity = IntegerField(
        _l("Hoeveel?"),
        [InputRequired(_HOW_MANY), NumberRange(1, MOST, _HOW_MANY)],
        render_kw={"min": 1, "max": MOST, **_NUMERIC},
    )


class CameInForm(_PiecesForm):
    place = _place("Waar leg je ze?")

    def offer(self, _here: Paths, anywhere: Paths) -> None:
        self.place.choices = _choices(anywhere)


class MoveArticleForm(_PiecesForm):
    origin = _place("Waar liggen ze nu?")
    place = _place("Waar gaan ze naartoe?")

    def offer(self, here: Paths, anywhere: Paths) -> None:
        self.origin.choices, self.place.choices = _choices(here), _choices(anywhere)


class WriteOffForm(_PiecesForm):
    place = _place("Waar liggen ze nu?")
    note = StringField(
        _l("Waarom?"),
        [InputRequired(_l("Zeg waarom: stuk, versleten, kwijt?")), Length(max=300)],
        render_kw=_OFF,
    )

    def offer(self, here: Paths, _anywhere: Paths) -> None:
        self.place.choices = _choices(here)


def chosen(field: SelectField) -> int:
    return key(field.data)


class WhenForm(FlaskForm):  # type: ignore[misc]
    class Meta:
        csrf = False  # it only asks

    day = DateField(_l("Waar was het op deze dag?"), [Optional()])


class CorrectionForm(CreatingForm):
    note = StringField(
        _l("Wat was er fout?"),
        [InputRequired(_l("Zeg waarom: wat was er fout?")), Length(max=300)],
        render_kw=_OFF,
    )


LEAVES: Sequence[tuple[PlaceKind, str, str]] = (
    (PlaceKind.SCRAPPED, _l("Afdanken: naar de erkende verwerker"), "trash3"),
    (PlaceKind.PARTS, _l("Uit elkaar halen voor onderdelen"), "cpu"),
    (PlaceKind.RETURNED, _l("Terug naar de schenker"), "gift"),
)


class LeaveForm(CreatingForm):
    how = RadioField(
        _l("Hoe gaat het weg?"),
        [InputRequired(_l("Kies hoe het weggaat."))],
        choices=[SelectChoice(kind.value, text) for kind, text, _ in LEAVES],
    )
    weight_g = IntegerField(
        _l("Gewicht in gram"),
        [
            Optional(),
            NumberRange(1, _HEAVIEST_G, _l("Geef het gewicht in gram, bijvoorbeeld 2300.")),
        ],
        description=_l("Nodig als je het afdankt. Een laptop weegt ongeveer 2000 gram."),
        render_kw={"min": 1, "max": _HEAVIEST_G, **_NUMERIC},
    )
    note = StringField(
        _l("Nota"),
        [Length(max=300)],
        description=_l("Bijvoorbeeld: met welke rit het meeging. Mag leeg blijven."),
        render_kw=_OFF,
    )
    over = over_field()


class MoveForm(CreatingForm):
    place = IntegerField(
        _l("Plaats"),
        [
            InputRequired(_l("Kies een plaats.")),
            NumberRange(1, LARGEST_KEY, _l("Kies een plaats in de lijst.")),
        ],
    )
    over = over_field()

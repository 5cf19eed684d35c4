from collections.abc import Sequence
from datetime import timedelta

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from atelier.db import today
from atelier.forms import CreatingForm
from atelier.lending.fitting import Wish
from atelier.lending.reservations.asking import MOST_AT_ONCE
from atelier.lending.window import GIB, LARGE
from atelier.stock.models import Place
from atelier.web.lending import choosing
from atelier.web.lending.choosing import Titles
from atelier.web.lending.forms import DayField

_GB = 1000**3
_SOON = timedelta(days=14)
#: What a select sends for *it does not matter*.
ANY = ""


def _desk() -> SelectField:
    """Choices are put in by the page; 0: not chosen."""
    return SelectField(
        _l("Voor welk punt?"), [NumberRange(1, message=_l("Kies een punt."))], coerce=int
    )


def desk_choices(desks: Sequence[Place], here: Place | None) -> list[tuple[int, str]]:
    """``here``: the one chosen already, or None where it has to be asked."""
    nothing = [] if here or len(desks) == 1 else [(0, gettext("Kies …"))]
    return [*nothing, *((desk.id, desk.name) for desk in desks)]


def _reference() -> StringField:
    return StringField(
        _l("Voor wie?"),
        [Length(max=60, message=_l("Hou het bij 60 tekens."))],
        description=_l("Een nummer of een klas, zoals jullie het kennen. Geen naam."),
        render_kw={"autocomplete": "off"},
    )


def _not_past(_: CreatingForm, field: DayField) -> None:
    """Said with all else that is wrong, not after it."""
    if field.data and field.data < today():
        raise ValidationError(gettext("Die dag is voorbij. Kies vandaag of een dag die nog komt."))


def _day() -> DayField:
    return DayField(
        _l("Tegen wanneer?"),
        [InputRequired(_l("Kies een dag.")), _not_past],
        default=lambda: today() + _SOON,
        render_kw={"type": "date"},
    )


class AskForm(CreatingForm):
    """Choices of desks and images are put in by the page (``offer``)."""

    desk = _desk()
    kind = RadioField(_l("Wat voor toestel?"), [InputRequired(_l("Kies wat voor toestel."))])
    quantity = IntegerField(
        _l("Hoeveel?"),
        [
            InputRequired(_l("Typ een getal.")),
            NumberRange(1, MOST_AT_ONCE, _l("Typ een getal van 1 tot 200.")),
        ],
        default=1,
        render_kw={"inputmode": "numeric", "min": 1, "max": MOST_AT_ONCE},
    )
    wanted_by = _day()
    memory = SelectField(_l("Geheugen"), [Optional()])
    disk = SelectField(_l("Schijf"), [Optional()])
    grade = SelectField(_l("Klasse"), [Optional()])
    image = SelectField(_l("Software"), [Optional()])
    large = BooleanField(_l("Met een groot scherm"))
    reference = _reference()

    def offer(self, desks: list[tuple[int, str]], titles: Titles) -> None:
        """What there is to choose from, in the language of the page."""
        whatever = (ANY, gettext("Maakt niet uit"))
        more = _l("%(size)s GB of meer")
        self.desk.choices = desks
        self.kind.choices = [SelectChoice(kind, text) for kind, text in choosing.kinds()]
        self.memory.choices = [whatever, *((str(size), text) for size, text in choosing.sizes())]
        self.disk.choices = [
            whatever,
            *((str(size), str(more) % {"size": size}) for size in choosing.DISK_GB),
        ]
        self.grade.choices = [whatever, *choosing.grades()]
        self.image.choices = [whatever, *titles.by_name.items()]

    def wish(self) -> Wish:
        memory, disk = (
            int(field.data) if field.data else None for field in (self.memory, self.disk)
        )
        return Wish(
            kind=self.kind.data,
            memory_bytes=memory * GIB if memory else None,
            disk_bytes=disk * _GB if disk else None,
            screen_inches=LARGE if self.large.data else None,
            grade=self.grade.data or None,
            image=self.image.data or None,
        )

    @property
    def has_more(self) -> bool:
        """Whether something beside kind and number was chosen."""
        chosen = (self.memory, self.disk, self.grade, self.image, self.large)
        return any(field.data or field.errors for field in chosen)


class AskForForm(CreatingForm):
    desk = _desk()
    wanted_by = _day()
    reference = _reference()
    #: Asked only of whoever may take it from another.
    over = StringField(
        _l("Waarom naar dit punt?"),
        [Length(max=200, message=_l("Hou het bij 200 tekens."))],
        description=_l("Het andere punt leest dit, en wacht dan weer op een toestel."),
    )


class CancelForm(CreatingForm):
    why = StringField(
        _l("Waarom niet meer? (mag leeg)"),
        [Length(max=200, message=_l("Hou het bij 200 tekens."))],
        render_kw={"autocomplete": "off"},
    )


class UnitForm(CreatingForm):
    """One unit, or with ``0`` all that it is about."""

    unit = HiddenField(default="0")


class ChooseForm(CreatingForm):
    device = HiddenField()
    over = StringField(
        _l("Waarom naar dit punt?"),
        [Length(max=200, message=_l("Hou het bij 200 tekens."))],
        description=_l("Het andere punt leest dit, en wacht dan weer op een toestel."),
        render_kw={"autocomplete": "off"},
    )

"""Forms of what a coordinator says of desks, of who works there, and of rules."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from atelier.forms import CreatingForm
from atelier.stock.desks import DAYS

_OFF = {"autocomplete": "off"}
_PASSWORD = {"autocomplete": "new-password", "spellcheck": "false"}
_SPAN = re.compile(r"(\d{1,2})[:.hu](\d{2})\s*(?:-|–|tot)\s*(\d{1,2})[:.hu](\d{2})")
_POSITION = re.compile(r"(-?\d{1,3}(?:[.,]\d+)?)\s*[;, ]\s*(-?\d{1,3}(?:[.,]\d+)?)")

DAY_NAMES = {
    "mon": _l("maandag"),
    "tue": _l("dinsdag"),
    "wed": _l("woensdag"),
    "thu": _l("donderdag"),
    "fri": _l("vrijdag"),
    "sat": _l("zaterdag"),
    "sun": _l("zondag"),
}
Spans = list[list[str]]


def read_hours(text: str) -> Spans:
    """``09:00-12:00, 13:30-17:00`` as pairs. Raises ValidationError."""
    left = _SPAN.sub("", text).strip(" ,;")
    if left:
        raise ValidationError(_l("Schrijf uren zoals 09:00-12:00. Leeg: gesloten."))
    return [[f"{int(h1):02}:{m1}", f"{int(h2):02}:{m2}"] for h1, m1, h2, m2 in _SPAN.findall(text)]


def show_hours(spans: Spans | None) -> str:
    return ", ".join(f"{start}-{end}" for start, end in spans or ())


def read_position(text: str) -> tuple[float, float] | None:
    """``51.0259, 4.4776``. Raises ValidationError."""
    if not text.strip():
        return None
    found = _POSITION.fullmatch(text.strip())
    if not found:
        raise ValidationError(_l("Schrijf twee getallen, zoals 51.0259, 4.4776."))
    latitude, longitude = (float(part.replace(",", ".")) for part in found.groups())
    return latitude, longitude


def _hours_fit(_form: Any, field: Any) -> None:
    read_hours(field.data or "")


def _position_fits(_form: Any, field: Any) -> None:
    read_position(field.data or "")


def _day(name: str) -> StringField:
    return StringField(DAY_NAMES[name], [Length(max=80), _hours_fit], render_kw=_OFF)


class DeskForm(CreatingForm):
    name = StringField(
        _l("Naam van het punt"),
        [InputRequired(_l("Geef het punt een naam.")), Length(max=80)],
        render_kw=_OFF,
    )
    address = StringField(_l("Adres"), [Length(max=200)], render_kw=_OFF)
    contact = StringField(
        _l("Telefoon of e-mail"),
        [Length(max=120)],
        description=_l("Hoe mensen dit punt bereiken."),
        render_kw=_OFF,
    )
    mobile = BooleanField(_l("Dit punt rijdt rond"))
    position = StringField(
        _l("Plek op de kaart"),
        [Length(max=60), _position_fits],
        description=_l("Breedte en lengte, zoals 51.0259, 4.4776. Leeg: niet op de kaart."),
        render_kw=_OFF,
    )
    delivery_day = SelectField(
        _l("Op welke dag komt de wagen?"),
        choices=[
            SelectChoice("", _l("Op geen vaste dag")),
            *(SelectChoice(key, name) for key, name in DAY_NAMES.items()),
        ],
        description=_l("Dan staat die dag klaar als je een zending maakt, en ziet het punt hem."),
    )
    mon, tue, wed, thu, fri, sat, sun = map(_day, DAYS)

    @property
    def days(self) -> list[Any]:
        return [self[name] for name in DAYS]

    @property
    def hours(self) -> dict[str, Spans]:
        return {name: read_hours(self[name].data or "") for name in DAYS}


class NewDeskForm(CreatingForm):
    name = StringField(
        _l("Naam van het punt"),
        [InputRequired(_l("Geef het punt een naam.")), Length(max=80)],
        render_kw=_OFF,
    )


class PeopleForm(CreatingForm):
    """Who works there is read from the request."""


class EquipmentForm(CreatingForm):
    """Nothing to fill in."""


class WorkerForm(CreatingForm):
    name = StringField(
        _l("Naam van de persoon"),
        [InputRequired(_l("Vul een naam in.")), Length(max=80)],
        render_kw=_OFF,
    )
    login = StringField(
        _l("Aanmeldnaam"),
        [InputRequired(_l("Vul een aanmeldnaam in.")), Length(max=80)],
        description=_l("Hiermee meldt deze persoon zich aan. Kort, zonder hoofdletters."),
        render_kw={**_OFF, "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Wachtwoord"),
        [InputRequired(_l("Vul een wachtwoord in.")), Length(max=200)],
        render_kw=_PASSWORD,
    )


class OrganisationForm(WorkerForm):
    organisation = StringField(
        _l("Naam van de organisatie"),
        [InputRequired(_l("Schrijf de naam van de organisatie.")), Length(max=120)],
        description=_l(
            "Bijvoorbeeld een ander gemeentebestuur dat toestellen van jullie uitleent."
        ),
        render_kw=_OFF,
    )
    desk = StringField(
        _l("Naam van het eerste punt"),
        [InputRequired(_l("Geef het punt een naam.")), Length(max=80)],
        render_kw=_OFF,
    )

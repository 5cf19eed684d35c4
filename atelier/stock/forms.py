from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length

from atelier.forms import CreatingForm
from atelier.stock.places import KIND_NAMES


def _key(value: object) -> str:
    """What a place is in, as the form writes it: its number, or nothing."""
    return str(value) if value else ""


class PlaceForm(FlaskForm):  # type: ignore[misc]
    name = StringField(
        _l("Naam van de plaats"),
        [InputRequired(_l("Geef de plaats een naam.")), Length(max=80)],
        description=_l("Kort, zoals het op het rek of de deur staat. Bijvoorbeeld: Rek B."),
        render_kw={"autocomplete": "off"},
    )
    kind = RadioField(
        _l("Wat is het?"),
        [InputRequired(_l("Kies wat het is."))],
        choices=[SelectChoice(kind.value, _l(text)) for kind, text in KIND_NAMES.items()],
    )
    parent = SelectField(
        _l("Waar staat het in?"),
        description=_l("Een rek staat in een lokaal, een lokaal in een gebouw. Mag leeg blijven."),
        coerce=_key,
    )

    def offer(self, paths: Mapping[int, str]) -> None:
        """``paths``: the places that it can be in, by number, as people say them."""
        inside = sorted(paths.items(), key=lambda one: one[1].lower())
        self.parent.choices = [("", _l("Nergens in")), *((str(key), name) for key, name in inside)]

    @property
    def parent_id(self) -> int | None:
        return int(self.parent.data) if self.parent.data else None


class NewPlaceForm(CreatingForm, PlaceForm):
    pass

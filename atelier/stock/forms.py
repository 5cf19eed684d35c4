from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectChoice, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from atelier.forms import CreatingForm
from atelier.paging import LARGEST_KEY
from atelier.stock.places import KIND_NAMES


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


class NewPlaceForm(CreatingForm, PlaceForm):
    pass


class MoveForm(CreatingForm):
    place = IntegerField(
        _l("Plaats"),
        [
            InputRequired(_l("Kies een plaats.")),
            NumberRange(1, LARGEST_KEY, _l("Kies een plaats in de lijst.")),
        ],
    )

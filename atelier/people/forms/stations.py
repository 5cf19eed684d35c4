from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from atelier.forms import CreatingForm


def _name() -> StringField:
    return StringField(
        _l("Naam van het station"),
        [InputRequired(_l("Geef het station een naam.")), Length(max=80)],
        description=_l("Bijvoorbeeld: USB-stick werkbank 2."),
        render_kw={"autocomplete": "off"},
    )


class StationForm(CreatingForm):
    name = _name()


class PairingForm(CreatingForm):
    code = StringField(
        _l("Code op het scherm van het toestel"),
        [InputRequired(_l("Typ de code die op het scherm van het toestel staat.")), Length(max=40)],
        description=_l("Acht letters en cijfers. Hoofdletters en spaties maken niet uit."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
    name = _name()

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from atelier.forms import CreatingForm


class StationForm(CreatingForm):
    name = StringField(
        _l("Naam van het station"),
        [InputRequired(_l("Geef het station een naam.")), Length(max=80)],
        description=_l("Bijvoorbeeld: USB-stick werkbank 2."),
        render_kw={"autocomplete": "off"},
    )

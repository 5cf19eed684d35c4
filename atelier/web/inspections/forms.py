from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from atelier.devices.kinds import KIND_NAMES
from atelier.forms import CreatingForm
from atelier.web.inspections.words import OUTCOMES


class InspectForm(CreatingForm):
    plan = SelectMultipleField(
        _l("Welke controle deed je?"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[],
    )
    outcome = RadioField(
        _l("Hoe is het toestel?"),
        [InputRequired(_l("Kies hoe het toestel is."))],
        choices=[SelectChoice(key, _l(text)) for key, text in OUTCOMES.items()],
    )
    note = TextAreaField(
        _l("Wat is er niet goed?"),
        [Length(max=300)],
        description=_l("Alleen nodig als het toestel niet goed is. Een zin is genoeg."),
        render_kw={"rows": 2},
    )


class PlanForm(CreatingForm):
    name = StringField(
        _l("Naam van de controle"),
        [InputRequired(_l("Geef de controle een naam.")), Length(max=80)],
        description=_l("Bijvoorbeeld: jaarlijkse controle, elektrische veiligheid."),
        render_kw={"autocomplete": "off"},
    )
    kind = SelectField(
        _l("Voor welke toestellen?"),
        choices=[SelectChoice(kind, _l(text)) for kind, text in KIND_NAMES.items()],
    )
    months = IntegerField(
        _l("Om de hoeveel maanden?"),
        [Optional()],
        description=_l("Sinds de vorige controle, of sinds het begin van de eerste uitlening."),
    )
    after_loan = BooleanField(_l("Ook telkens als het terugkomt van een lener"))


class ClosePlanForm(FlaskForm):  # type: ignore[misc]
    pass

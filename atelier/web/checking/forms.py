from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from atelier.forms import CreatingForm


class CardForm(FlaskForm):  # type: ignore[misc]
    """What was tapped. Which answers there are, the card itself knows."""

    answer = StringField(validators=[InputRequired(_l("Tik op een van de antwoorden."))])
    part = SelectMultipleField(validate_choice=False)


class GradeForm(CreatingForm):
    grade = StringField(
        validators=[InputRequired(_l("Kies een klasse: A, B, C of D.")), Length(max=1)]
    )

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import StringField


class CheckForm(FlaskForm):  # type: ignore[misc]
    number = StringField(
        _l("Nummer van het certificaat"),
        description=_l("De 12 cijfers die bovenaan staan, zoals 4217 0385 2392."),
        render_kw={"inputmode": "numeric", "autocomplete": "off", "maxlength": 40},
    )
    file = FileField(
        _l("Of het bestand zelf"),
        description=_l("De PDF of het JSON-bestand. Sleep het hierheen, of kies het."),
        render_kw={"accept": ".pdf,.json,application/pdf,application/json"},
    )


class IssueForm(FlaskForm):  # type: ignore[misc]
    """Only its CSRF token."""

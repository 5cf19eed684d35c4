from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length


class SignInForm(FlaskForm):  # type: ignore[misc]
    login = StringField(
        _l("Naam"),
        [InputRequired(_l("Vul je naam in.")), Length(max=80)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "autofocus": True},
    )
    password = PasswordField(
        _l("Wachtwoord"),
        [InputRequired(_l("Vul je wachtwoord in.")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )


class PasswordForm(FlaskForm):  # type: ignore[misc]
    current = PasswordField(
        _l("Huidig wachtwoord"),
        [InputRequired(_l("Vul je huidige wachtwoord in.")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        _l("Nieuw wachtwoord"),
        [InputRequired(_l("Vul een nieuw wachtwoord in.")), Length(max=200)],
        render_kw={"autocomplete": "new-password"},
    )

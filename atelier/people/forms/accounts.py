from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, RadioField, SelectChoice, StringField
from wtforms.validators import InputRequired, Length

from atelier.forms import CreatingForm
from atelier.people.roles import NAMES

_PASSWORD = {"autocomplete": "new-password", "spellcheck": "false"}


class _Person(FlaskForm):  # type: ignore[misc]
    name = StringField(
        _l("Naam"),
        [InputRequired(_l("Vul een naam in.")), Length(max=80)],
        description=_l("Zo staat de naam op het scherm en in de geschiedenis."),
        render_kw={"autocomplete": "off"},
    )
    role = RadioField(
        _l("Rol"),
        [InputRequired(_l("Kies een rol."))],
        choices=[SelectChoice(role.value, _l(text)) for role, text in NAMES.items()],
    )
    language = RadioField(_l("Taal van het scherm"), default="")


class AccountForm(_Person):
    active = RadioField(
        _l("Mag aanmelden"),
        [InputRequired(_l("Kies ja of nee."))],
        choices=[
            SelectChoice("yes", _l("Ja")),
            SelectChoice("no", _l("Nee, account gesloten")),
        ],
        default="yes",
    )


class NewAccountForm(CreatingForm, _Person):
    login = StringField(
        _l("Aanmeldnaam"),
        [InputRequired(_l("Vul een aanmeldnaam in.")), Length(max=80)],
        description=_l("Hiermee meldt deze persoon zich aan. Kort, zonder hoofdletters."),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Wachtwoord"),
        [InputRequired(_l("Vul een wachtwoord in.")), Length(max=200)],
        render_kw=_PASSWORD,
    )


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    password = PasswordField(
        _l("Nieuw wachtwoord"),
        [InputRequired(_l("Vul een nieuw wachtwoord in.")), Length(max=200)],
        render_kw=_PASSWORD,
    )

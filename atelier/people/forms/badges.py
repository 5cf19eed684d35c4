from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

_DIGITS = {"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}


class BadgeForm(FlaskForm):  # type: ignore[misc]
    code = StringField(
        _l("Je badge"),
        [InputRequired(_l("Scan je badge.")), Length(max=200)],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autofocus": True},
    )


class PinForm(FlaskForm):  # type: ignore[misc]
    pin = PasswordField(
        _l("Pincode"),
        [InputRequired(_l("Typ je pincode.")), Length(max=40)],
        render_kw={**_DIGITS, "autofocus": True},
    )


class ChoosePinForm(FlaskForm):  # type: ignore[misc]
    new = PasswordField(
        _l("Nieuwe pincode"),
        [InputRequired(_l("Kies vier cijfers.")), Length(max=40)],
        render_kw=_DIGITS,
    )
    again = PasswordField(
        _l("Nog eens dezelfde"),
        [InputRequired(_l("Typ de pincode nog eens.")), Length(max=40)],
        render_kw=_DIGITS,
    )


class OwnPinForm(ChoosePinForm):
    """``current``: their PIN, or their password where they have none."""

    current = PasswordField(
        _l("Huidige pincode"),
        [InputRequired(_l("Typ wat je nu gebruikt.")), Length(max=200)],
        render_kw={"autocomplete": "off"},
    )

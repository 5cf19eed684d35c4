from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, Form, FormField, IntegerField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from atelier.devices.kinds import KIND_NAMES
from atelier.forms import CreatingForm
from atelier.workshop.intake.donations import MOST, Details


def _pieces(text: str) -> IntegerField:
    return IntegerField(
        _l(text),
        [Optional(), NumberRange(0, MOST, _l("Vul een aantal in, of laat het leeg."))],
        render_kw={"inputmode": "numeric", "min": 0, "max": MOST, "autocomplete": "off"},
    )


#: One number for each kind of device.
_Promised = type("_Promised", (Form,), {k: _pieces(text) for k, text in KIND_NAMES.items()})


class DonationForm(FlaskForm):  # type: ignore[misc]
    promised = FormField(_Promised, _l("Wat is er beloofd?"))
    expected_on = DateField(
        _l("Wanneer komt het?"), [Optional()], description=_l("Mag leeg blijven.")
    )
    note = TextAreaField(
        _l("Nota"), [Length(max=4000)], description=_l("Mag leeg blijven."), render_kw={"rows": 3}
    )

    @property
    def details(self) -> Details:
        return Details(
            promised={kind: count or 0 for kind, count in self.promised.data.items()},
            expected_on=self.expected_on.data,
            note=self.note.data,
        )


class NewDonationForm(CreatingForm, DonationForm):
    pass

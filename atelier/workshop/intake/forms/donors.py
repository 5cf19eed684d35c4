from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from atelier.forms import CreatingForm
from atelier.workshop.intake.donors import KIND_NAMES, Details, DonorKind

_OFF = {"autocomplete": "off"}


class DonorForm(FlaskForm):  # type: ignore[misc]
    kind = RadioField(
        _l("Wie schenkt?"),
        [InputRequired(_l("Kies wie er schenkt."))],
        choices=[SelectChoice(kind.value, _l(text)) for kind, text in KIND_NAMES.items()],
        default=DonorKind.COMPANY.value,
    )
    name = StringField(
        _l("Naam"), [InputRequired(_l("Vul een naam in.")), Length(max=120)], render_kw=_OFF
    )
    contact = StringField(
        _l("Wie spreken we aan?"),
        [Length(max=120)],
        description=_l("Mag leeg blijven."),
        render_kw=_OFF,
    )
    email = StringField(
        _l("E-mail"),
        [Length(max=200)],
        description=_l("Mag leeg blijven."),
        render_kw={"type": "email", **_OFF},
    )
    phone = StringField(
        _l("Telefoon"),
        [Length(max=40)],
        description=_l("Mag leeg blijven."),
        render_kw={"type": "tel", **_OFF},
    )
    enterprise_number = StringField(
        _l("Ondernemingsnummer"),
        [Length(max=40)],
        description=_l("10 cijfers. Mag leeg blijven."),
        render_kw={"inputmode": "numeric", **_OFF},
    )
    note = TextAreaField(
        _l("Nota"), [Length(max=4000)], description=_l("Mag leeg blijven."), render_kw={"rows": 3}
    )

    @property
    def details(self) -> Details:
        return Details(
            kind=self.kind.data,
            name=self.name.data,
            contact=self.contact.data,
            email=self.email.data,
            phone=self.phone.data,
            enterprise_number=self.enterprise_number.data,
            note=self.note.data,
        )


class NewDonorForm(CreatingForm, DonorForm):
    pass

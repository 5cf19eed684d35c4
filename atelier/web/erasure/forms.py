from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from atelier.forms import CreatingForm

#: In characters: no disk has a longer name.
LONGEST_MEDIUM = 200
#: In one form.
MOST_MEDIA = 500
#: No row has a longer number.
_MOST_DIGITS = 20


class AskForm(CreatingForm):
    """Which disks were shown is in ``media``, read from the request: one field a disk."""

    code = StringField(
        _l("Scan of typ het etiket van dit toestel"),
        [InputRequired(_l("Scan het etiket van dit toestel.")), Length(max=200)],
    )
    full = BooleanField(_l("Lees daarna de hele schijf na (dat duurt langer)"))


class AttestForm(CreatingForm):
    """The answers are read from the request: which there are depends on the maker."""

    code = StringField(
        _l("Scan of typ het etiket van dit toestel"),
        [InputRequired(_l("Scan het etiket van dit toestel.")), Length(max=200)],
    )


class BringForm(FlaskForm):  # type: ignore[misc]
    file = FileField(
        _l("Bestand"),
        [FileRequired(_l("Kies eerst een bestand."))],
        description=_l("Op de stick, in de map reports/erasures. De naam begint met erasure."),
        render_kw={"accept": ".json,application/json"},
    )
    code = StringField(
        _l("Etiket van het toestel"),
        [Length(max=200)],
        description=_l("Alleen nodig als de server erom vraagt."),
        render_kw={"autocomplete": "off", "inputmode": "numeric"},
    )


class AskDonationForm(CreatingForm):
    code = StringField(
        _l("Typ hoeveel schijven je laat wissen, of het nummer van de schenking"),
        [InputRequired(_l("Typ het aantal schijven.")), Length(max=40)],
    )


class ReasonForm(FlaskForm):  # type: ignore[misc]
    reason = TextAreaField(
        _l("Waarom?"),
        [InputRequired(_l("Schrijf in een zin waarom.")), Length(max=1000)],
        render_kw={"rows": 2},
    )


class AcceptForm(ReasonForm):
    #: The number of the evidence that was shown: no other one is accepted with it.
    evidence = HiddenField()

    @property
    def shown(self) -> int:
        told = self.evidence.data or ""
        return int(told) if told.isdecimal() and len(told) < _MOST_DIGITS else 0


class DestroyForm(CreatingForm, ReasonForm):
    pass


class PressForm(FlaskForm):  # type: ignore[misc]
    """One button."""

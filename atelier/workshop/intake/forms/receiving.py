from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, StringField
from wtforms.validators import AnyOf, InputRequired, Length

from atelier.devices.kinds import KIND_NAMES
from atelier.devices.lifecycle import kinds
from atelier.forms import CreatingForm
from atelier.stock.models import Place
from atelier.workshop.intake.models import Donation


class _Whereto(FlaskForm):  # type: ignore[misc]
    donation = RadioField(
        _l("Van wie komt het?"), [InputRequired(_l("Kies een schenking."))], coerce=int
    )
    place = RadioField(_l("Waar leg je het?"), [InputRequired(_l("Kies een plaats."))], coerce=int)

    def offer(self, donations: list[Donation], places: list[Place]) -> None:
        self.donation.choices = [
            SelectChoice(one.id, f"{one.donor.name} · {one.reference}") for one in donations
        ]
        self.place.choices = [SelectChoice(place.id, place.name) for place in places]


class PileForm(_Whereto):
    """Chosen once, then scanned on and on. Read from the address: it changes nothing."""

    class Meta:
        csrf = False

    kind = RadioField(
        _l("Wat voor toestellen?"),
        [InputRequired(_l("Kies wat voor toestel het is."))],
        choices=[SelectChoice(kind, _l(text)) for kind, text in KIND_NAMES.items()],
        default=kinds.LAPTOP,
    )
    #: What was scanned elsewhere, to receive first.
    code = HiddenField()


class ReceiveKnownForm(CreatingForm, _Whereto):
    pass


class TagForm(CreatingForm):
    code = StringField(
        _l("Nummer op het etiket"),
        [InputRequired(_l("Scan het etiket, of typ de 10 cijfers.")), Length(max=200)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    #: Whether the person has seen and agreed that two records are one thing.
    agreed = BooleanField(_l("Ja, het is hetzelfde toestel"))


class DiscardForm(CreatingForm):
    """``discard``: of the button that was pressed."""

    discard = StringField(validators=[AnyOf(("yes", "no"))])

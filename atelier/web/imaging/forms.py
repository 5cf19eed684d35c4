from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from atelier.forms import CreatingForm
from atelier.web.imaging.words import LICENCE_KINDS
from atelier.workshop.imaging import licences

LONGEST_REASON = 1000
#: In characters: no disk has a longer name.
LONGEST_MEDIUM = 200
#: In one form.
MOST_DEVICES = 500


def _why(text: str) -> TextAreaField:
    return TextAreaField(
        text,
        [InputRequired(_l("Schrijf in een zin waarom.")), Length(max=LONGEST_REASON)],
        render_kw={"rows": 2},
    )


def _notes(label: str) -> TextAreaField:
    return TextAreaField(label, [Length(max=4000)], render_kw={"rows": 3})


class ReleaseForm(CreatingForm):
    nl = TextAreaField(
        _l("Wat is er nieuw? (Nederlands)"),
        [InputRequired(_l("Schrijf in een zin wat er nieuw is.")), Length(max=4000)],
        render_kw={"rows": 3},
    )
    fr = _notes(_l("Wat is er nieuw? (Frans)"))
    en = _notes(_l("Wat is er nieuw? (Engels)"))
    untried = BooleanField(_l("Ik weet dat nog geen enkel toestel hiermee gestart is."))
    reason = TextAreaField(
        _l("Waarom dan toch?"), [Length(max=LONGEST_REASON)], render_kw={"rows": 2}
    )

    @property
    def notes(self) -> dict[str, str]:
        told = {field.name: (field.data or "").strip() for field in (self.nl, self.fr, self.en)}
        return {language: text for language, text in told.items() if text}


class WithdrawForm(CreatingForm):
    reason = _why(_l("Waarom trek je ze in?"))


class AskForm(CreatingForm):
    """Which software, and which disk: read from the request, as what there is depends on both."""


class ManyForm(CreatingForm):
    """The devices are read from the request: one field each."""

    at_once = BooleanField(_l("Stuur de software één keer naar allemaal tegelijk"))


class AttestForm(CreatingForm):
    reason = _why(_l("Waarom meldt het zich niet zelf?"))
    seen = BooleanField(
        _l("Ik zag dit toestel zonder stick starten, en het werkt."),
        [InputRequired(_l("Start het toestel eerst zonder stick, en kijk of het werkt."))],
    )


class LicenceForm(CreatingForm):
    product = StringField(
        _l("Waarvoor?"),
        [InputRequired(_l("Typ waarvoor de licentie dient.")), Length(max=80)],
        description=_l("Zoals Windows 11 Pro."),
    )
    kind = RadioField(
        _l("Wat voor licentie is het?"),
        choices=[SelectChoice(code, _l(text)) for code, text in LICENCE_KINDS.items()],
        default="volume",
    )
    count = IntegerField(
        _l("Voor hoeveel toestellen?"),
        [
            InputRequired(_l("Typ een getal.")),
            NumberRange(1, licences.MOST, _l("Typ een getal van 1 of meer.")),
        ],
        default=1,
        render_kw={"inputmode": "numeric", "min": 1},
    )
    key = StringField(
        _l("Sleutel"),
        [Optional(), Length(max=60)],
        description=_l("Alleen de laatste vijf tekens worden bewaard."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class UseForm(CreatingForm):
    """Which licence: read from the request."""


class GiveBackForm(CreatingForm):
    reason = _why(_l("Waarom komt ze vrij?"))

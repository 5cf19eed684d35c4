from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import AnyOf, InputRequired, Length

from atelier.forms import CreatingForm
from atelier.stock.models import Place
from atelier.web.lending.forms import DayField
from atelier.web.lending.words import VISITS

_OFF = {"autocomplete": "off"}
_NOBODY = "0"


class AgainForm(CreatingForm):
    planned_on = DayField(
        _l("Welke dag?"), [InputRequired(_l("Kies een dag."))], render_kw={"type": "date"}
    )
    moment = StringField(
        _l("Wanneer op de dag?"),
        [Length(max=40)],
        description=_l("Bijvoorbeeld: na de middag, of om 14 uur. Mag leeg blijven."),
        render_kw=_OFF,
    )


class ChangeForm(AgainForm):
    kind = RadioField(
        _l("Waarvoor?"),
        [InputRequired(_l("Kies waarvoor het bezoek is."))],
        choices=[SelectChoice(key, _l(word)) for key, (word, _) in VISITS.items()],
    )
    address = StringField(
        _l("Adres"),
        [InputRequired(_l("Schrijf het adres.")), Length(max=200)],
        description=_l("We bewaren het tot het bezoek gedaan is. Daarna is het weg."),
        render_kw=_OFF,
    )


class VisitForm(ChangeForm):
    helper = SelectField(
        _l("Wie helpt deze persoon daarna verder?"),
        description=_l("Het digibankpunt waar deze persoon kan leren. Het dichtste staat eerst."),
        validate_choice=False,
    )


class FinishForm(CreatingForm):
    how = HiddenField(validators=[AnyOf(("done", "cancelled"))])


class HelperForm(CreatingForm):
    helper = RadioField(_l("Welk punt?"), [InputRequired(_l("Kies een digibankpunt in de lijst."))])


def helpers(offered: Sequence[Place], *, or_nobody: bool) -> list[SelectChoice]:
    nobody = [SelectChoice(_NOBODY, gettext("Niemand"))] if or_nobody else []
    return [*(SelectChoice(str(place.id), place.name) for place in offered), *nobody]


def chosen(offered: Sequence[Place], told: str | None) -> Place | None:
    return next((place for place in offered if str(place.id) == told), None)

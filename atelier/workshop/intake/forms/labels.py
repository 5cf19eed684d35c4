from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FloatField, HiddenField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional

from atelier.devices.tags import MOST
from atelier.forms import CreatingForm

_NUMBER = {"inputmode": "numeric", "autocomplete": "off"}


class SizeForm(FlaskForm):  # type: ignore[misc]
    """A free size of label, in mm. Read from the address: it changes nothing."""

    class Meta:
        csrf = False

    width = FloatField(_l("Breedte in mm"), [Optional()], render_kw={"inputmode": "decimal"})
    height = FloatField(_l("Hoogte in mm"), [Optional()], render_kw={"inputmode": "decimal"})


class BlankForm(CreatingForm):
    size = HiddenField()
    width = HiddenField()
    height = HiddenField()
    count = IntegerField(
        _l("Hoeveel etiketten?"),
        [
            InputRequired(_l("Vul in hoeveel etiketten je wil.")),
            NumberRange(1, MOST, _l("Druk 1 tot %(max)s etiketten in één keer.")),
        ],
        render_kw=_NUMBER,
    )
    start = IntegerField(
        _l("Beginnen bij etiket nummer"),
        [Optional(), NumberRange(1, 1000, _l("Tel vanaf 1, van links naar rechts."))],
        default=1,
        description=_l("Zijn er al etiketten van het blad af? Tel van links naar rechts."),
        render_kw=_NUMBER,
    )

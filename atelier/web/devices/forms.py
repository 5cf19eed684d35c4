from typing import Self

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length

from atelier.devices.kinds import KIND_NAMES
from atelier.devices.models import Device


class CorrectForm(FlaskForm):  # type: ignore[misc]
    kind = RadioField(_l("Wat is het?"), [InputRequired(_l("Kies wat voor toestel het is."))])
    maker = StringField(_l("Merk"), [Length(max=80)])
    model = StringField(_l("Model"), [Length(max=120)])

    @classmethod
    def of(cls, device: Device) -> Self:
        """Filled in with what is known of the device."""
        maker = device.model.maker if device.model else ""
        model = device.model.name if device.model else ""
        form = cls(data={"kind": device.kind, "maker": maker, "model": model})
        form.kind.choices = [(key, gettext(name)) for key, name in KIND_NAMES.items()]
        return form

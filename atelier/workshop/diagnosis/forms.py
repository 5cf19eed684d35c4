from typing import Self

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, RadioField, SelectChoice, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from atelier.devices.models import Device
from atelier.forms import CreatingForm
from atelier.workshop.diagnosis.by_hand import Seen, asks_for_a_disk, parts_of

_CONDITIONS = [
    SelectChoice("good", _l("Goed")),
    SelectChoice("worn", _l("Versleten")),
    SelectChoice("broken", _l("Kapot")),
    SelectChoice("unknown", _l("Weet ik niet")),
]
_CHOOSE = InputRequired(_l("Kies een antwoord. Twijfel je? Kies “Weet ik niet”."))
#: What a device may have, in GB.
_MOST_MEMORY, _MOST_STORAGE = 1024, 100_000
_SIZE = _l("Typ een getal, zonder letters. Weet je het niet? Laat het leeg.")
_ANSWERS = {"yes": True, "no": False, "unknown": None}


class UploadForm(FlaskForm):  # type: ignore[misc]
    file = FileField(
        _l("Rapport"),
        [FileRequired(_l("Kies eerst een bestand."))],
        description=_l("Een bestand van de agent. De naam eindigt op .json of .json.gz."),
        render_kw={"accept": ".json,.gz,application/json,application/gzip"},
    )


class HandForm(CreatingForm):
    """The parts that a device of this kind does not have are taken out of its form."""

    screen = RadioField(_l("Hoe is het scherm?"), [_CHOOSE], choices=_CONDITIONS)
    battery = RadioField(_l("Hoe is de batterij?"), [_CHOOSE], choices=_CONDITIONS)
    buttons = RadioField(
        _l("Hoe zijn de knoppen en de aansluitingen?"), [_CHOOSE], choices=_CONDITIONS
    )
    disk = RadioField(
        _l("Zit er een schijf in?"),
        [_CHOOSE],
        choices=[
            SelectChoice("yes", _l("Ja")),
            SelectChoice("no", _l("Nee")),
            SelectChoice("unknown", _l("Weet ik niet")),
        ],
    )
    maker = StringField(_l("Merk"), [Length(max=80)], render_kw={"autocomplete": "off"})
    model = StringField(_l("Model"), [Length(max=120)], render_kw={"autocomplete": "off"})
    memory_gb = IntegerField(
        _l("Geheugen in GB"), [Optional(), NumberRange(1, _MOST_MEMORY, _SIZE)]
    )
    storage_gb = IntegerField(
        _l("Opslag in GB"), [Optional(), NumberRange(1, _MOST_STORAGE, _SIZE)]
    )

    @classmethod
    def of(cls, device: Device) -> Self:
        """For what this device has, filled in with what is known of it."""
        model = device.model
        form = cls(data={"maker": model.maker, "model": model.name} if model else {})
        there = {*parts_of(device.kind), *(["disk"] if asks_for_a_disk(device.kind) else [])}
        for name in {"screen", "battery", "buttons", "disk"} - there:
            del form[name]
        return form

    def seen(self) -> Seen:
        parts = {name: self[name].data for name in ("screen", "battery", "buttons") if name in self}
        return Seen(
            parts=parts,
            maker=self.maker.data or "",
            model=self.model.data or "",
            memory_gb=self.memory_gb.data,
            storage_gb=self.storage_gb.data,
            has_disk=_ANSWERS[self.disk.data] if "disk" in self else None,
        )

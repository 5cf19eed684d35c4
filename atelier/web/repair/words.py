"""Who saw a fault, what a repair took, and how it went, in words and colours."""

import uuid

from flask_babel import gettext

from atelier.devices.faults import OpenFault, ords
from atelier.web.language import say
from atelier.words import N_
from atelier.workshop.inspection.checklists.parts import PARTS

SOURCES = {
    "person": N_("Gezien door iemand"),
    "agent": N_("Gemeten"),
    "check": N_("Gezien bij het nakijken"),
    "desk": N_("Gemeld door een digibankpunt"),
    "inspection": N_("Gezien bij de jaarlijkse controle"),
}
#: Problems with a drawing of our own (``static/faults.svg``).
DRAWN = frozenset({"screen", "hinge", "case", "touchpad", "battery_swollen"})
#: As of chips.
LEVELS = {"unknown": "unknown", "fixed": "good", "repairable": "worn", "end_of_life": "replace"}
MOMENTS = {"before": N_("Foto vooraf"), "after": N_("Foto achteraf")}
_HOUR = 60


def outcome(key: str) -> str:
    """Of a card that is closed: of what is *unknown* then, nothing was broken."""
    return N_("Er was niets stuk") if key == ords.UNKNOWN else ords.OUTCOMES[key].word


def fault(one: OpenFault) -> str:
    """What is broken, and which of several: the left hinge, or the right."""
    word, part = say(one.told.word), PARTS.get(one.detail)
    if part is None:
        return word
    name = say(part.name)
    return name if name.startswith(word) else f"{word} · {name}"


def fresh() -> str:
    """An id for one small form of several on a page, or for how long the page itself is open."""
    return str(uuid.uuid4())


def duration(seconds: int) -> str:
    """Whole minutes, as people say them: "25 min", "1 u 05"."""
    minutes = round(seconds / 60)
    if minutes < _HOUR:
        return str(gettext("%(minutes)s min", minutes=minutes))
    return str(
        gettext("%(hours)s u %(minutes)s", hours=minutes // 60, minutes=f"{minutes % 60:02}")
    )

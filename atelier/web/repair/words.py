"""Who saw a fault, what a repair took, and how it went, in words and colours."""

import uuid

from flask_babel import gettext

from atelier.words import N_

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
LEVELS = {"fixed": "good", "repairable": "worn", "end_of_life": "replace"}
MOMENTS = {"before": N_("Foto vooraf"), "after": N_("Foto achteraf")}
_HOUR = 60


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

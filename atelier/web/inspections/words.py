"""How near an inspection is, and what came of it, in words and colours."""

from atelier.devices.inspections import Word
from atelier.words import N_

WORDS: dict[Word, str] = {
    "fine": N_("in orde"),
    "soon": N_("binnenkort"),
    "due": N_("nu"),
    "overdue": N_("te laat"),
}
#: As of chips.
LEVELS: dict[Word, str] = {"fine": "good", "soon": "notice", "due": "worn", "overdue": "replace"}

OUTCOMES = {
    "pass": N_("Goed: het mag weer mee"),
    "repair": N_("Eerst herstellen"),
    "retire": N_("Afdanken"),
}
OUTCOME_ICONS = {"pass": "check-circle", "repair": "tools", "retire": "recycle"}

"""What moves, transfers and counts are called on the screen."""

from collections.abc import Mapping

from atelier.stock.transfers import State
from atelier.words import N_

#: Why something moved, by the reason that the ledger keeps.
REASONS: Mapping[str, str] = {
    "intake": N_("ontvangen"),
    "brought_in": N_("binnengebracht"),
    "undo_intake": N_("ontvangst ongedaan gemaakt"),
    "merged": N_("samengevoegd met een andere fiche"),
    "move": N_("verplaatst"),
    "moved": N_("verplaatst"),
    "sent": N_("verstuurd met een zending"),
    "arrived": N_("aangekomen met een zending"),
    "found": N_("teruggevonden"),
    "counted": N_("zo geteld"),
    "corrected": N_("teruggedraaid"),
    "lent": N_("uitgeleend"),
    "returned": N_("teruggebracht"),
    "lost": N_("verloren"),
    "stolen": N_("gestolen"),
    "given": N_("weggegeven"),
    "came_in": N_("binnengekomen"),
    "scrapped": N_("afgedankt"),
    "parts": N_("uit elkaar gehaald voor onderdelen"),
    "to_donor": N_("terug naar de schenker"),
    "written_off": N_("afgeschreven"),
    "installed": N_("ingebouwd"),
    "harvested": N_("uit een toestel gehaald"),
}
_OTHER = N_("verplaatst")

STATES: Mapping[State, str] = {
    State.PACKING: N_("wordt ingepakt"),
    State.UNDERWAY: N_("onderweg"),
    State.RECEIVED: N_("afgesloten"),
    State.CANCELLED: N_("geannuleerd"),
}
STATE_ICONS: Mapping[State, str] = {
    State.PACKING: "box-seam",
    State.UNDERWAY: "truck",
    State.RECEIVED: "check2-circle",
    State.CANCELLED: "x-circle",
}


def reason(key: str) -> str:
    """As a msgid; what some other part of the house calls its move is a move."""
    return REASONS.get(key, _OTHER)

"""What people call orders, their states, and what came in between."""

from atelier.words import N_

KIND_NAMES = {
    "probe": N_("Opnieuw meten"),
    "stress": N_("Geheugen en processor testen"),
    "self_test": N_("Schijf testen"),
    "erase": N_("Schijf wissen"),
    "image": N_("Software zetten"),
    "reboot": N_("Herstarten"),
    "power_off": N_("Uitzetten"),
}

KIND_ICONS = {
    "probe": "activity",
    "stress": "speedometer2",
    "self_test": "device-hdd",
    "erase": "eraser",
    "image": "window-stack",
    "reboot": "arrow-clockwise",
    "power_off": "power",
}

STATE_NAMES = {
    "issued": N_("wacht op het toestel"),
    "accepted": N_("begint"),
    "running": N_("bezig"),
    "done": N_("klaar"),
    "failed": N_("niet gelukt"),
    "lost": N_("geen antwoord meer"),
}

#: In place of "niet gelukt", where more is known.
REASON_NAMES = {
    "other_machine": N_("dit is een ander toestel"),
    "other_disk": N_("deze schijf zit er niet in"),
    "unknown_kind": N_("deze stick is te oud hiervoor"),
    "busy": N_("het toestel was al bezig"),
    "interrupted": N_("het toestel viel uit of herstartte"),
    "stopped": N_("gestopt"),
    "withdrawn": N_("teruggenomen"),
    "not_begun": N_("niet begonnen"),
    "given_up": N_("afgesloten zonder antwoord"),
    "unsupported": N_("dit toestel kan dat niet"),
    "missing_tool": N_("er ontbreekt een programma op de stick"),
    "wrong": N_("er is iets stuk"),
    "error": N_("het ging mis"),
}

DOING_NAMES = {
    "measuring": N_("meet"),
    "waiting": N_("wacht"),
    "working": N_("werkt"),
    "checking": N_("wordt nagekeken"),
    "going_off": N_("gaat uit"),
}


def outcome(state: str, reason: str | None) -> str:
    """A msgid for how an order stands or ended."""
    return REASON_NAMES.get(reason or "", STATE_NAMES.get(state, state))

"""Names of tariffs, states and endings on the screen, and money as people write it."""

from flask_babel import format_currency, gettext

from atelier.lending.loans.finding import Due, Which
from atelier.words import N_

TARIFFS = {"kansentarief": N_("Kansentarief"), "gewoon": N_("Gewoon tarief")}

DUE_WORDS = {
    Due.LATER: N_("loopt"),
    Due.SOON: N_("bijna terug"),
    Due.OVERDUE: N_("te laat"),
    Due.ENDED: N_("afgesloten"),
}
#: Level of a chip.
DUE_LEVELS = {
    Due.LATER: "good",
    Due.SOON: "worn",
    Due.OVERDUE: "replace",
    Due.ENDED: "notice",
}

WHICH_WORDS = {
    Which.OPEN: N_("Nu uitgeleend"),
    Which.DUE: N_("Binnenkort terug"),
    Which.OVERDUE: N_("Te laat"),
    Which.ALL: N_("Alles"),
}
WHICH_ICONS = {
    Which.OPEN: "person-check",
    Which.DUE: "calendar-event",
    Which.OVERDUE: "exclamation-triangle",
    Which.ALL: "list-ul",
}

#: How a loan ended, as a sentence.
ENDED = {
    "returned": N_("Dit toestel is terug."),
    "swapped": N_("Dit toestel is gewisseld voor een ander."),
    "lost": N_("Dit toestel is kwijt."),
    "stolen": N_("Dit toestel is gestolen."),
    "given": N_("Dit toestel is voor altijd weggegeven."),
    "mistake": N_("Deze uitlening was een vergissing. Ze telt niet mee."),
}

EVENTS = {
    "handed_over": N_("Meegegeven"),
    "signed": N_("Getekend"),
    "extended": N_("Verlengd"),
    "returned": N_("Teruggenomen"),
    "swapped": N_("Gewisseld"),
    "lost": N_("Kwijt gemeld"),
    "stolen": N_("Gestolen gemeld"),
    "given": N_("Voor altijd gegeven"),
    "mistake": N_("Teruggedraaid: een vergissing"),
    "paid": N_("Maand betaald"),
    "waived": N_("Maand hoeft niet betaald"),
    "called": N_("Gezegd dat het terug moet"),
    "photographed": N_("Foto van de staat genomen"),
    "helper_chosen": N_("Gekozen wie verder helpt"),
    "visit_planned": N_("Bezoek gepland"),
    "visit_changed": N_("Bezoek verbeterd"),
    "visit_done": N_("Bezoek gedaan"),
    "visit_away": N_("Bezoek: niemand thuis"),
    "visit_cancelled": N_("Bezoek gaat niet door"),
}

SIGNED = {"screen": N_("op het scherm"), "paper": N_("op papier")}

SETTLED = {"paid": N_("betaald"), "waived": N_("niet te betalen")}

#: What somebody goes to a borrower's home for: key, word, icon.
VISITS = {
    "bring": (N_("Toestel brengen"), "box-arrow-right"),
    "set_up": (N_("Toestel klaarzetten en uitleggen"), "laptop"),
    "fetch": (N_("Toestel ophalen"), "box-arrow-in-down"),
}

#: How a visit was closed, as a sentence.
VISITED = {
    "done": N_("Dit bezoek is gedaan."),
    "away": N_("Er was niemand thuis."),
    "cancelled": N_("Dit bezoek ging niet door."),
}

#: What may be wrong with what comes back: key, word, icon.
FAULTS = (
    ("screen", N_("Scherm"), "display"),
    ("keyboard", N_("Toetsenbord"), "keyboard"),
    ("battery", N_("Batterij"), "battery-half"),
    ("start", N_("Start niet"), "power"),
    ("slow", N_("Te traag"), "hourglass-split"),
    ("wet", N_("Nat geworden"), "droplet"),
    ("case", N_("Behuizing"), "laptop"),
    ("other", N_("Iets anders"), "question-circle"),
)

ANSWERS = {
    "works": N_("Het werkt"),
    "account": N_("Overal afgemeld"),
    "charger": N_("Alles is terug"),
}


def tariff(key: str) -> str:
    """What the organisation calls a tariff of its own, it reads as it wrote it."""
    return str(gettext(TARIFFS[key])) if key in TARIFFS else key


def money(cents: int) -> str:
    return str(format_currency(cents / 100, "EUR"))


def a_month(cents: int) -> str:
    """A price as people say it."""
    said = gettext("%(price)s per maand", price=money(cents)) if cents else gettext("gratis")
    return str(said)


def fault(key: str) -> str:
    return {name: word for name, word, _ in FAULTS}.get(key, "")

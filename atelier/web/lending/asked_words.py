"""Words and pictures of the shop window and of reservations."""

from datetime import date

from flask_babel import gettext, ngettext

from atelier.devices.kinds import KIND_NAMES
from atelier.lending.fitting import Wish
from atelier.lending.reservations.listing import Which
from atelier.lending.reservations.standing import State
from atelier.lending.window import GIB, Where
from atelier.web import words
from atelier.words import N_

STATES = {
    State.WAITING: N_("wacht op een toestel"),
    State.PROMISED: N_("toegezegd"),
    State.PICKED: N_("ingepakt"),
    State.IN_TRANSIT: N_("onderweg"),
    State.ARRIVED: N_("aangekomen"),
    State.READY: N_("ligt klaar"),
    State.COLLECTED: N_("opgehaald"),
    State.CANCELLED: N_("geannuleerd"),
    State.EXPIRED: N_("niet opgehaald"),
}
STATE_ICONS = {
    State.WAITING: "hourglass-split",
    State.PROMISED: "bookmark-check",
    State.PICKED: "box-seam",
    State.IN_TRANSIT: "truck",
    State.ARRIVED: "box-arrow-in-down",
    State.READY: "bag-check",
    State.COLLECTED: "person-check",
    State.CANCELLED: "x-circle",
    State.EXPIRED: "calendar-x",
}
#: Level of a chip: what needs somebody is *worn*, what lies ready is *good*.
STATE_LEVELS = {
    State.WAITING: "worn",
    State.PROMISED: "notice",
    State.PICKED: "notice",
    State.IN_TRANSIT: "notice",
    State.ARRIVED: "worn",
    State.READY: "good",
    State.COLLECTED: "good",
    State.CANCELLED: "unknown",
    State.EXPIRED: "unknown",
}

WHICH_WORDS = {
    Which.OPEN: N_("Lopend"),
    Which.DONE: N_("Afgelopen"),
    Which.ALL: N_("Alles"),
}
WHICH_ICONS = {Which.OPEN: "bookmark", Which.DONE: "check-all", Which.ALL: "list-ul"}

WHERE_ICONS = {
    Where.HERE: "geo-alt",
    Where.COMING: "truck",
    Where.WORKSHOP: "tools",
    Where.ELSEWHERE: "shop",
}

EVENTS = {
    "asked": N_("Gevraagd"),
    "promised": N_("Toestel toegezegd"),
    "let_go": N_("Toezegging losgelaten"),
    "taken": N_("Toestel ging naar een ander punt"),
    "picked": N_("Ingepakt"),
    "put_back": N_("Uit de zending gehaald"),
    "ready": N_("Ligt klaar op het punt"),
    "collected": N_("Opgehaald"),
    "uncollected": N_("Toch niet opgehaald: het meegeven was een vergissing"),
    "cancelled": N_("Geannuleerd"),
    "expired": N_("Niet opgehaald: weer vrij"),
}


def where(place: Where, count: int) -> str:
    """How many are there, and how soon that is here."""
    said: dict[Where, str] = {
        Where.HERE: gettext("%(count)s nu op dit punt", count=count),
        Where.COMING: gettext("%(count)s onderweg naar dit punt", count=count),
        Where.WORKSHOP: gettext("%(count)s in het atelier, met de volgende rit hier", count=count),
        Where.ELSEWHERE: gettext("%(count)s op een ander punt", count=count),
    }
    return said[place]


def wish(asked: Wish) -> str:
    """The least that will do, in words; empty where anything of the kind will."""
    told = [
        gettext("%(size)s GB of meer", size=asked.memory_bytes // GIB)
        if asked.memory_bytes
        else "",
        gettext("schijf van %(size)s of meer", size=words.disk(asked.disk_bytes))
        if asked.disk_bytes
        else "",
        gettext("groot scherm") if asked.screen_inches else "",
        gettext("klasse %(grade)s of beter", grade=asked.grade) if asked.grade else "",
    ]
    return " · ".join(one for one in told if one)


def several(kind: str, count: int) -> str:
    """So many devices of a kind: ``3 × Laptop``."""
    return f"{count} × {gettext(KIND_NAMES.get(kind, kind))}"


def waiting(count: int) -> str:
    return str(ngettext("%(count)s wacht", "%(count)s wachten", count, count=count))


def month(text: str) -> str:
    """``2026-03`` as people say it: maart 2026."""
    year, number = text.split("-")
    first = date(int(year), int(number), 1)
    return words.day(first).split(" ", 1)[1]


def where_is(place: Where) -> str:
    """How soon one that is there can be here."""
    said: dict[Where, str] = {
        Where.HERE: gettext("nu op dit punt"),
        Where.COMING: gettext("onderweg naar dit punt"),
        Where.WORKSHOP: gettext("in het atelier, met de volgende rit hier"),
        Where.ELSEWHERE: gettext("op een ander punt"),
    }
    return said[place]

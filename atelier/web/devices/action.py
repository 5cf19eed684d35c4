"""The one big button of a device: what the next step asks of a person here and now."""

from dataclasses import dataclass

from atelier.devices.lifecycle import GONE, LEAVE, LENT, RUNS_THE_AGENT, Step
from atelier.words import N_, Sentence
from atelier.workshop.erasure.attesting import KINDS as BY_A_PERSON


@dataclass(frozen=True, kw_only=True)
class Action:
    """``title`` and ``button`` are msgids; without ``endpoint`` there is nothing to press."""

    icon: str
    title: str
    sentence: Sentence
    button: str = ""
    button_icon: str = "arrow-right"
    endpoint: str = ""
    permission: str = "home.see"


@dataclass(frozen=True, kw_only=True)
class Link:
    """Something else that can be done with the device."""

    endpoint: str
    text: str
    icon: str
    permission: str


LINKS = (
    Link(
        endpoint="move.move",
        text=N_("Verplaats"),
        icon="geo-alt",
        permission="stock.move",
    ),
    Link(
        endpoint="stock.moves",
        text=N_("Waar was het?"),
        icon="clock-history",
        permission="devices.see",
    ),
    Link(
        endpoint="photos.new",
        text=N_("Neem een foto"),
        icon="camera",
        permission="devices.photograph",
    ),
    Link(
        endpoint="labels.device",
        text=N_("Druk het etiket"),
        icon="printer",
        permission="labels.print",
    ),
    Link(
        endpoint="devices.correct",
        text=N_("Verbeter de gegevens"),
        icon="pencil",
        permission="devices.edit",
    ),
    Link(
        endpoint="diagnosis.by_hand",
        text=N_("Bekijk met de hand"),
        icon="clipboard-plus",
        permission="diagnosis.record",
    ),
    Link(
        endpoint="repairs.fault_new",
        text=N_("Er is iets stuk"),
        icon="exclamation-triangle",
        permission="faults.tell",
    ),
    Link(
        endpoint="repairs.index",
        text=N_("Herstellingen"),
        icon="tools",
        permission="repairs.do",
    ),
    Link(
        endpoint="repairs.harvest",
        text=N_("Haal onderdelen eruit"),
        icon="cpu",
        permission="parts.harvest",
    ),
    Link(
        endpoint="inspections.inspect",
        text=N_("Controleer het toestel"),
        icon="calendar-check",
        permission="inspections.do",
    ),
    Link(
        endpoint="loans.give",
        text=N_("Geef het voor altijd"),
        icon="gift",
        permission="stock.leave",
    ),
    Link(
        endpoint="intake.discard",
        text=N_("De moeite niet waard"),
        icon="trash3",
        permission="intake.receive",
    ),
    Link(
        endpoint="stock.leave",
        text=N_("Het gaat weg"),
        icon="box-arrow-right",
        permission="stock.leave",
    ),
)


def action_for(step: Step, kind: str) -> Action:
    """The step in words, and the page where it is done."""
    code = step.reasons[0].code if step.reasons else ""
    key = "erase" if step.key == LEAVE and code else step.key
    button, icon, endpoint, permission = _button(key, code, kind)
    return Action(
        icon=step.icon,
        title=_TITLES.get(code, step.verb),
        sentence=step.sentence,
        button=button,
        button_icon=icon,
        endpoint=endpoint,
        permission=permission,
    )


_TITLES = {"no_tag": N_("Plak een etiket"), "no_medium": N_("Zet er een schijf in")}

_TAG = (N_("Scan het nieuwe etiket"), "upc-scan", "intake.tag", "intake.receive")
_RECEIVE = (N_("Ontvang dit toestel"), "box-seam", "intake.receive_known", "intake.receive")
_MEASURE = (N_("Toon hoe"), "usb-drive", "devices.measure", "devices.see")
_LOOK = (N_("Begin"), "clipboard-plus", "diagnosis.by_hand", "diagnosis.record")
_DECIDE = (N_("Toon de schijven"), "list-check", "erasure.index", "erasure.order")
_RESET = (N_("Toon hoe"), "eraser", "erasure.attest", "erasure.order")
_ERASE = (N_("Bekijk en wis"), "eraser", "erasure.ask", "erasure.order")
_IMAGE = (N_("Kies de software"), "window-stack", "imaging.ask", "images.order")
_ATTEST = (N_("Het start: bevestig het"), "person-check", "imaging.attest", "images.attest")
_RELEASE = (N_("Toon de software"), "patch-check", "imaging.of_device", "images.release")
_BRING = (N_("Breng het naar zijn plaats"), "geo-alt", "move.move", "stock.move")
_REPAIR = (N_("Begin"), "tools", "repairs.index", "repairs.do")
_CHECK = (N_("Begin"), "clipboard-check", "checking.check", "checks.do")
_INSPECT = (N_("Doe de controle"), "calendar-check", "inspections.inspect", "inspections.do")
_LOAN = (N_("Toon de uitlening"), "person-check", "loans.of_device", "lending.rules")
_LEAVE = (N_("Het gaat weg"), "box-arrow-right", "stock.leave", "stock.leave")
_NOTHING = ("", "", "", "home.see")
#: Where nothing else decides.
_BY_STEP = {
    GONE: _NOTHING,
    LENT: _LOAN,
    LEAVE: _LEAVE,
    "repair": _REPAIR,
    "check": _CHECK,
    "inspect": _INSPECT,
}
#: By what is left to do before the software is proven. One without a disk is repaired first.
_IMAGING = {
    **dict.fromkeys(("no_image", "image_unverified", "image_erased", "image_gone"), _IMAGE),
    #: It is switched on by hand, and then says so itself.
    "not_booted": _NOTHING,
    #: Or a person does, where it cannot.
    "not_attested": _ATTEST,
    "on_trial": _RELEASE,
}


def _button(key: str, code: str, kind: str) -> tuple[str, str, str, str]:
    if key in _BY_STEP:
        return _BY_STEP[key]
    if key == "receive":
        return _TAG if code == "no_tag" else _RECEIVE
    if key == "diagnose":
        return _MEASURE if kind in RUNS_THE_AGENT else _LOOK
    if key == "erase" and kind in RUNS_THE_AGENT:
        return _DECIDE if code == "exceptions" else _ERASE
    if key == "erase" and kind in BY_A_PERSON:
        return _RESET
    # What needs another bench goes there.
    return _IMAGING.get(code, _BRING)

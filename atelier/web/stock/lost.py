"""What was lost and is scanned again: how it went, and that it is here."""

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, gettext, to_user_timezone

from atelier.db import db
from atelier.devices import service as devices
from atelier.devices.models import Device
from atelier.people.guard import me, requires
from atelier.stock import found as service
from atelier.stock.models import Place, PlaceKind, Posting
from atelier.web.language import say
from atelier.web.stock import reach, scanning
from atelier.web.stock.blueprint import stock
from atelier.web.stock.scanning import Answer
from atelier.words import N_, Sentence

_HOW = {
    "lost": N_("Op %(day)s zei een lener dat dit kwijt was."),
    "stolen": N_("Op %(day)s is dit gestolen gemeld."),
}
_MISSED = N_("Op %(day)s is dit gemist bij een telling.")
_ON_THE_WAY = N_("Op %(day)s ging dit onderweg verloren.")
#: Whatever it was before.
AGAIN = N_("Het wordt eerst opnieuw gemeten en gewist.")


@stock.post("/stock/places/<int:place_id>/found/<int:device_id>")
@requires("stock.receive")
def found(place_id: int, device_id: int) -> ResponseReturnValue:
    """From the row of a scan, which asks for JSON, or from the page of a desk; twice is once."""
    place = reach.place(db.session, reach.mine(), place_id)
    device = devices.get(db.session, me().organisation.workshop_id, device_id)
    service.find(db.session, device, place, actor=reach.actor())
    if request.is_json:
        return jsonify(scanning.taken(device, _said(place)))
    flash(_said(place), "good")
    if place.kind == PlaceKind.DESK:
        return redirect(url_for("desk.device", place_id=place.id, device_id=device.id))
    return redirect(url_for("devices.show", device_id=device.id))


def how(device: Device) -> Sentence | None:
    """When and how it was lost; None where it is not."""
    lost = service.loss(db.session, device)
    return _how(lost) if lost else None


def answer(device: Device, told: Sentence, place: Place) -> Answer:
    """To a scan at ``place``: no, but it may be found here."""
    return scanning.taken(
        device,
        f"{say(told)} {gettext('Is het hier? Meld dan dat het gevonden is.')}",
        state="refused",
        act={
            "url": url_for("stock.found", place_id=place.id, device_id=device.id),
            "text": gettext("Hier teruggevonden"),
        },
    )


def _how(lost: Posting) -> Sentence:
    origin = db.session.get_one(Place, lost.from_place_id)
    text = _HOW.get(lost.reason, _ON_THE_WAY if origin.kind == PlaceKind.TRANSIT else _MISSED)
    day = format_date(to_user_timezone(lost.at).date(), "d MMMM yyyy")
    return Sentence(text, {"day": str(day)})


def _said(place: Place) -> str:
    told = gettext("Gevonden, en nu op %(place)s.", place=place.name)
    return f"{told} {gettext(AGAIN)}"

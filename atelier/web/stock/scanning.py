"""Piles of stock: what was chosen once, and the answer to each scan (static/js/pile.js)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier import ids
from atelier.db import db
from atelier.devices import lookup
from atelier.devices.kinds import KIND_NAMES
from atelier.devices.models import Device
from atelier.errors import AtelierError, Invalid
from atelier.people.guard import me
from atelier.stock import holds
from atelier.stock.models import Place
from atelier.web.language import say
from atelier.words import N_, Sentence
from labels.tags import format_tag

Answer = dict[str, Any]

_LONGEST_CODE = 200
_UNKNOWN = Sentence(N_("Dit toestel kennen we niet. Ontvang het eerst."))
_SEVERAL = Sentence(N_("Meer toestellen dragen dit nummer. Scan het etiket."))
_WRONG = Sentence(N_("Er is een cijfer fout. Scan het etiket nog eens."))


@dataclass(frozen=True, kw_only=True)
class Pile:
    """What a page to scan on shows. Texts are in the language of the page already.

    ``key``: which scans of this browser belong to it. ``rows``: how an answer is shown, by state.
    """

    key: str
    url: str
    icon: str
    title: str
    about: str
    counted: str
    rows: Sequence["Row"]
    done_url: str
    done: str
    change_url: str = ""
    undo: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    state: str
    icon: str
    word: str


def answer(workshop_id: int, act: Callable[[Device, str], Answer]) -> ResponseReturnValue:
    """Reads the scan, finds its device, and tells what came of it; a no is a sentence.

    ``act`` gets the device and the id of the scan (UUID); what it raises undoes all it did.
    """
    client_id, code = _read(request.get_json(silent=True))
    found = lookup.by_code(db.session, workshop_id, code)
    if len(found.devices) != 1:
        return jsonify({"id": client_id, **_not_one(found)})
    (device,) = found.devices
    try:
        told = act(device, client_id)
    except AtelierError as error:
        db.session.rollback()
        told = refused(device, Sentence(error.text, error.values))
    return jsonify({"id": client_id, **told})


def taken(device: Device, detail: str = "", *, state: str = "received", **more: Any) -> Answer:
    """``detail``: a sentence in the language of the page; without one, what the device is."""
    return {
        "state": state,
        "title": shown(device),
        "detail": detail or _name(device),
        "device": _link(device),
        **more,
    }


def refused(device: Device, reason: Sentence) -> Answer:
    return taken(device, say(reason), state="refused")


def shown(device: Device) -> str:
    if device.tag:
        return format_tag(device.tag)
    return device.name or str(gettext("nog geen etiket"))


def described(device: Device, *told: str) -> str:
    """What the device is, and what is said of it."""
    return " · ".join([_name(device), *told])


def kept_for(device: Device, besides: int | None = None) -> list[str]:
    """For which desk it has to be laid apart; ``besides``: where that goes without saying."""
    hold = holds.live(db.session, device.id)
    if hold is None or hold.place_id == besides:
        return []
    name = db.session.get_one(Place, hold.place_id).name
    return [gettext("gereserveerd voor %(desk)s: leg het apart", desk=name)]


def _name(device: Device) -> str:
    return device.name or str(gettext(KIND_NAMES[device.kind]))


def _link(device: Device) -> Answer:
    """A desk has no page of it: it does not see what the workshop keeps of a device."""
    may_see = me().may("devices.see") and device.organisation_id == me().organisation_id
    return {
        "id": device.id,
        "url": url_for("devices.show", device_id=device.id) if may_see else None,
    }


def _read(body: Any) -> tuple[str, str]:
    """Raises Invalid."""
    if isinstance(body, dict):
        client_id, code = body.get("id"), body.get("code")
        if isinstance(client_id, str) and isinstance(code, str) and code.strip():
            return ids.checked(client_id), code.strip()[:_LONGEST_CODE]
    raise Invalid(N_("De server begreep deze scan niet."))


def _not_one(found: lookup.Found) -> Answer:
    suggestions = [{"number": one, "text": format_tag(one)} for one in found.meant]
    return {
        "state": "refused",
        "title": found.code,
        "detail": say(_why(found)),
        "suggestions": suggestions,
    }


def _why(found: lookup.Found) -> Sentence:
    if found.wrong_check_digits:
        return _WRONG
    return _SEVERAL if found.devices else _UNKNOWN

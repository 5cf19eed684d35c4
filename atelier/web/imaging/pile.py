"""A pile: the software is chosen once, then devices are scanned on and on."""

from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.devices import lookup
from atelier.devices.kinds import KIND_NAMES
from atelier.devices.models import Device
from atelier.errors import Invalid
from atelier.people.guard import me, requires
from atelier.web.imaging.asking import asker, chosen_image
from atelier.web.imaging.blueprint import imaging
from atelier.web.imaging.choosing import offered
from atelier.web.imaging.forms import ManyForm
from atelier.web.language import say
from atelier.words import N_, Sentence
from atelier.workshop.diagnosis import measured
from atelier.workshop.imaging import asking as service
from atelier.workshop.imaging import catalogue
from atelier.workshop.imaging.models import Image
from labels.tags import format_tag

_LONGEST_CODE = 200

#: What a device cannot be known by.
_UNKNOWN = Sentence(N_("Dit toestel kennen we niet. Ontvang het eerst."))
_SEVERAL = Sentence(N_("Meer toestellen dragen dit nummer. Scan het etiket."))
_WRONG = Sentence(N_("Er is een cijfer fout. Scan het etiket nog eens."))


@imaging.get("/images/pile")
@requires("images.order")
def pile_start() -> str:
    choices = offered(db.session, me().organisation_id, asker())
    return render_template("imaging/pile_start.html", choices=choices)


@imaging.get("/images/pile/scan")
@requires("images.order")
def pile() -> ResponseReturnValue:
    image_id = chosen_image()
    if image_id is None:
        return redirect(url_for("imaging.pile_start"))
    entry = catalogue.entry(db.session, catalogue.get(db.session, me().organisation_id, image_id))
    return render_template("imaging/pile.html", entry=entry, form=ManyForm(formdata=None))


@imaging.post("/images/<int:image_id>/scans")
@requires("images.order")
def pile_scan(image_id: int) -> ResponseReturnValue:
    """Whether the software can go on what was scanned; nothing is ordered yet."""
    image = catalogue.get(db.session, me().organisation_id, image_id)
    client_id, code = _read(request.get_json(silent=True))
    return jsonify({"id": client_id, **_answer(image, code)})


def _read(body: Any) -> tuple[str, str]:
    """Raises Invalid."""
    if isinstance(body, dict):
        client_id, code = body.get("id"), body.get("code")
        if isinstance(client_id, str) and isinstance(code, str) and code.strip():
            return client_id[:36], code.strip()[:_LONGEST_CODE]
    raise Invalid(N_("De server begreep deze scan niet."))


def _answer(image: Image, code: str) -> dict[str, Any]:
    found = lookup.by_code(db.session, image.organisation_id, code)
    if len(found.devices) != 1:
        return _refused(found.code, _why_unknown(found))
    (device,) = found.devices
    newest = measured.newest(db.session, device)
    reason = service.why_not(db.session, device, newest, image, by=asker())
    if reason is not None:
        return {**_refused(_shown(device), reason), "device": _device(device)}
    name = device.name or gettext(KIND_NAMES[device.kind])
    return {
        "state": "received",
        "title": _shown(device),
        "detail": name,
        "device": _device(device),
    }


def _why_unknown(found: lookup.Found) -> Sentence:
    if found.wrong_check_digits:
        return _WRONG
    return _SEVERAL if found.devices else _UNKNOWN


def _refused(title: str, reason: Sentence) -> dict[str, Any]:
    return {"state": "refused", "title": title, "detail": say(reason)}


def _shown(device: Device) -> str:
    return format_tag(device.tag) if device.tag else device.name or gettext("nog geen etiket")


def _device(device: Device) -> dict[str, Any]:
    return {"id": device.id, "url": url_for("devices.show", device_id=device.id)}

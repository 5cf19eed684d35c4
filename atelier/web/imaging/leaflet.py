"""What is on a device: its page, and the sheet that goes along with it to the borrower."""

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from atelier.db import db
from atelier.devices import service as devices
from atelier.devices.kinds import KIND_NAMES
from atelier.devices.models import Device
from atelier.edge import settings
from atelier.errors import Conflict
from atelier.people.guard import me, requires
from atelier.web import language
from atelier.web.certificates.office import speech
from atelier.web.imaging.blueprint import imaging
from atelier.words import N_
from atelier.workshop.imaging import catalogue
from atelier.workshop.imaging.models import Image
from labels import leaflets
from labels.certificates import Speech
from labels.leaflets import Help, Leaflet

#: What has a battery and a charger of its own.
_PORTABLE = frozenset({"laptop", "tablet", "smartphone"})
_ALL = "all"


@imaging.get("/devices/<int:device_id>/software")
@requires("images.release")
def of_device(device_id: int) -> ResponseReturnValue:
    """The page of the software that is on it."""
    device = devices.get(db.session, me().organisation_id, device_id)
    return redirect(url_for("imaging.image", image_id=_image(device).id))


@imaging.get("/devices/<int:device_id>/sheet.pdf")
@requires("home.see")
def sheet(device_id: int) -> ResponseReturnValue:
    """For whoever hands a device over, too. ``?lang=``: one of the languages, or ``all``."""
    device = devices.get(db.session, me().organisation.workshop_id, device_id)
    content = leaflets.pdf(_leaflet(device, _image(device)), _speeches())
    named = f'inline; filename="blad-{device.tag}.pdf"'
    return Response(content, mimetype="application/pdf", headers={"Content-Disposition": named})


def _leaflet(device: Device, image: Image) -> Leaflet:
    if device.tag is None:
        raise Conflict(N_("Plak eerst een etiket op dit toestel."))
    manifest = image.manifest
    lender = me().organisation.name
    told = settings().leaflets.help.get(lender)
    return Leaflet(
        tag=device.tag,
        device=device.name or language.say(KIND_NAMES[device.kind]),
        portable=device.kind in _PORTABLE,
        titles=manifest.titles,
        descriptions=manifest.descriptions,
        welcomes=manifest.source.kind == "built",
        lender=lender,
        help=Help(**told.model_dump()) if told else Help(),
    )


def _image(device: Device) -> Image:
    image = catalogue.carried(db.session, device)
    if image is None:
        raise Conflict(N_("Er staat nog geen software op dit toestel."))
    return image


def _speeches() -> list[Speech]:
    known = settings().locale.languages
    asked = request.args.get("lang", language.current())
    if asked == _ALL:
        return [speech(one) for one in known]
    return [speech(asked if asked in known else language.current())]

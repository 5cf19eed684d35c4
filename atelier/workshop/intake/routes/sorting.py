"""What came along without a tag; what is not worth the work; a photo from the pile."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext

from atelier.db import db
from atelier.devices import history, photos
from atelier.devices import service as devices
from atelier.edge import settings
from atelier.errors import AtelierError, Conflict
from atelier.people.guard import me, requires
from atelier.saying import told
from atelier.stock import articles, places
from atelier.stock.models import Article, Place
from atelier.words import N_
from atelier.workshop.intake import discarding, donations, service, sorting
from atelier.workshop.intake.forms import DiscardForm
from atelier.workshop.intake.models import CameAlong
from atelier.workshop.intake.routes.receiving import actor, intake
from atelier.workshop.intake.routes.requested import AlongRequest


@intake.post("/intake/along")
@requires("intake.receive")
def along() -> ResponseReturnValue:
    """Articles or scrap, by the id that the counting device made; sent again: the same answer."""
    wanted = AlongRequest.read(request.get_json(silent=True))
    organisation_id = me().organisation_id
    donation = donations.get(db.session, organisation_id, wanted.donation)
    known: dict[str, Any] = {
        "client_id": wanted.id,
        "donation": donation,
        "actor": actor(),
        "scanned_at": wanted.scanned_at,
    }
    if wanted.scrap is not None:
        line = sorting.weigh(db.session, scrap=wanted.scrap, weight_g=wanted.weight_g or 0, **known)
    else:
        line = sorting.count(
            db.session,
            article=articles.get(db.session, organisation_id, wanted.article or 0),
            quantity=wanted.quantity,
            place=places.get(db.session, organisation_id, wanted.place),
            **known,
        )
    return jsonify(_told(line))


@intake.post("/intake/along/<uuid:client_id>/undo")
@requires("intake.receive")
def along_undo(client_id: Any) -> ResponseReturnValue:
    line = sorting.undo(
        db.session,
        organisation_id=me().organisation_id,
        client_id=str(client_id),
        actor=actor(),
    )
    return jsonify(_told(line))


@intake.post("/intake/scans/<uuid:client_id>/photo")
@requires("devices.photograph")
def scan_photo(client_id: Any) -> ResponseReturnValue:
    """A photo of what was scanned, taken in the pile; the same picture twice is one."""
    scan = service.find(db.session, me().organisation_id, str(client_id))
    if scan is None or scan.device_id is None:
        raise Conflict(N_("Bij deze scan hoort geen toestel. Neem de foto bij het toestel zelf."))
    device = devices.get(db.session, me().organisation_id, scan.device_id)
    photos.add(db.session, device, request.get_data(), files=settings().files, actor=actor())
    return jsonify({"state": "received", "title": gettext("De foto is bewaard."), "detail": ""})


@intake.route("/devices/<int:device_id>/discard", methods=["GET", "POST"])
@requires("intake.receive")
def discard(device_id: int) -> ResponseReturnValue:
    """Says that a device is not worth the work, or that it is after all."""
    device = devices.get(db.session, me().organisation_id, device_id)
    form = DiscardForm()
    discarded = history.state_of(db.session, device).discarded
    if not form.validate_on_submit():
        page = render_template("intake/discard.html", form=form, device=device, discarded=discarded)
        return page, 422 if form.errors else 200
    tell = discarding.discard if form.discard.data == "yes" else discarding.spare
    try:
        tell(db.session, device, actor=actor(), client_id=form.client_id.data)
    except AtelierError as error:
        db.session.rollback()
        flash(told(error), "stop")
    else:
        flash(gettext("Genoteerd."), "good")
    return redirect(url_for("devices.show", device_id=device.id))


def _told(line: CameAlong) -> dict[str, Any]:
    undone = line.undone_at is not None
    told = {
        "id": line.client_id,
        "state": "undone" if undone else "received",
        "asks": False,
        "undo_url": None if undone else url_for("intake.along_undo", client_id=line.client_id),
    }
    if line.scrap is not None:
        kilos = format_decimal((line.weight_g or 0) / 1000)
        detail = gettext("%(kilos)s kg schroot", kilos=kilos)
        return {**told, "title": gettext(sorting.SCRAP[line.scrap]), "detail": detail}
    article = db.session.get_one(Article, line.article_id)
    place = db.session.get_one(Place, line.place_id)
    said = {"count": line.quantity, "place": place.name}
    detail = gettext("%(count)s erbij · %(place)s", **said)
    return {**told, "title": article.name, "detail": detail}

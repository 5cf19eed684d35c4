"""Asking for software on one device."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.bench.models import Order
from atelier.db import db
from atelier.devices import service as devices
from atelier.devices.models import Device
from atelier.errors import AtelierError, Invalid
from atelier.forms import put_error
from atelier.paging import LARGEST_KEY
from atelier.people.guard import me, requires
from atelier.web.imaging import choosing
from atelier.web.imaging.blueprint import imaging
from atelier.web.imaging.forms import LONGEST_MEDIUM, AskForm
from atelier.words import N_
from atelier.workshop.diagnosis import measured
from atelier.workshop.imaging import asking as service
from atelier.workshop.imaging import catalogue
from atelier.workshop.imaging.asking import Asker


@imaging.route("/devices/<int:device_id>/image", methods=["GET", "POST"])
@requires("images.order")
def ask(device_id: int) -> ResponseReturnValue:
    device = devices.get(db.session, me().organisation_id, device_id)
    form = AskForm()
    if not form.validate_on_submit():
        return _shown(form, device)
    try:
        _ask(device, form)
    except AtelierError as error:
        db.session.rollback()
        put_error(form, error)
        return _shown(form, devices.get(db.session, me().organisation_id, device_id))
    flash(gettext("De software komt op dit toestel. Laat het aan staan."), "good")
    return redirect(url_for("devices.show", device_id=device.id, _anchor="bench"))


def asker() -> Asker:
    return Asker(account_id=me().id, coordinator=me().may("images.release"))


def chosen_image() -> int | None:
    """The number that came with the request; None: none, or none that can exist."""
    told = request.values.get("image", type=int)
    return told if told is not None and 0 < told <= LARGEST_KEY else None


def _ask(device: Device, form: AskForm) -> Order:
    image_id = chosen_image()
    if image_id is None:
        raise Invalid(N_("Kies eerst welke software erop moet."))
    return service.ask(
        db.session,
        device,
        measured.newest(db.session, device),
        catalogue.get(db.session, device.organisation_id, image_id),
        by=asker(),
        client_id=form.client_id.data,
        disk=_disk(),
    )


def _disk() -> str | None:
    return request.values.get("disk", "")[:LONGEST_MEDIUM] or None


def _shown(form: AskForm, device: Device) -> ResponseReturnValue:
    view = choosing.view(db.session, device, asker(), chosen=chosen_image(), disk=_disk())
    page = render_template("imaging/ask.html", form=form, view=view)
    return page, 422 if form.errors else 200

"""Licences: how many are left, and which device uses which."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.devices import service as devices
from atelier.devices.models import Device
from atelier.errors import AtelierError, Conflict, Invalid
from atelier.forms import put_error
from atelier.paging import LARGEST_KEY
from atelier.people.actor import Actor
from atelier.people.guard import me, requires
from atelier.web.imaging.blueprint import imaging
from atelier.web.imaging.forms import GiveBackForm, LicenceForm, UseForm
from atelier.words import N_
from atelier.workshop.diagnosis import service as diagnosis
from atelier.workshop.imaging import licences as service
from atelier.workshop.imaging.models import LicenceUse

_EMBEDDED = "embedded"
_MOST_DIGITS = 11


@imaging.route("/licences", methods=["GET", "POST"])
@requires("licences.manage")
def licences() -> ResponseReturnValue:
    form = LicenceForm()
    if not form.validate_on_submit():
        return _shown(form)
    try:
        service.add(
            db.session,
            me().organisation_id,
            product=form.product.data or "",
            kind=form.kind.data,
            count=form.count.data or 1,
            key=form.key.data or None,
            by=_actor(),
            client_id=form.client_id.data,
        )
    except AtelierError as error:
        db.session.rollback()
        put_error(form, error)
        return _shown(form)
    flash(gettext("De licentie staat in de lijst."), "good")
    return redirect(url_for("imaging.licences"))


@imaging.post("/licences/<int:licence_id>/close")
@requires("licences.manage")
def close_licence(licence_id: int) -> ResponseReturnValue:
    licence = service.get(db.session, me().organisation_id, licence_id)
    service.close(db.session, licence, by=_actor())
    flash(gettext("Deze licentie wordt niet meer gebruikt voor andere toestellen."), "good")
    return redirect(url_for("imaging.licences"))


@imaging.route("/devices/<int:device_id>/licence", methods=["GET", "POST"])
@requires("licences.manage")
def use_licence(device_id: int) -> ResponseReturnValue:
    """The one in the device itself, or one of the list."""
    device = devices.get(db.session, me().organisation_id, device_id)
    form = UseForm()
    if not form.validate_on_submit():
        return _device_shown(device, form, GiveBackForm(formdata=None))
    try:
        _use(device, form)
    except AtelierError as error:
        db.session.rollback()
        put_error(form, error)
        return _device_shown(_again(device_id), form, GiveBackForm(formdata=None))
    flash(gettext("Genoteerd: dit toestel gebruikt deze licentie."), "good")
    return redirect(url_for("devices.show", device_id=device_id, _anchor="software"))


@imaging.post("/devices/<int:device_id>/licence/free")
@requires("licences.manage")
def free_licence(device_id: int) -> ResponseReturnValue:
    device = devices.get(db.session, me().organisation_id, device_id)
    form = GiveBackForm()
    used = service.of_device(db.session, device)
    if not form.validate_on_submit():
        return _device_shown(device, UseForm(formdata=None), form)
    try:
        _free(used, form)
    except AtelierError as error:
        db.session.rollback()
        put_error(form, error)
        return _device_shown(_again(device_id), UseForm(formdata=None), form)
    flash(gettext("Deze licentie is weer vrij."), "good")
    return redirect(url_for("imaging.licences"))


def _use(device: Device, form: UseForm) -> LicenceUse:
    told = request.form.get("licence", "")
    embedded = told == _EMBEDDED
    number = int(told) if told.isdecimal() and len(told) < _MOST_DIGITS else 0
    if not embedded and not 0 < number <= LARGEST_KEY:
        raise Invalid(N_("Kies eerst een licentie."))
    return service.use(
        db.session,
        device,
        licence=None if embedded else service.get(db.session, device.organisation_id, number),
        report=diagnosis.latest_report(db.session, device),
        by=_actor(),
        client_id=form.client_id.data,
    )


def _free(used: LicenceUse | None, form: GiveBackForm) -> None:
    if used is None:
        raise Conflict(N_("Dit toestel heeft geen licentie meer."))
    service.free(
        db.session,
        used,
        reason=form.reason.data or "",
        by=_actor(),
        client_id=form.client_id.data,
    )


def _again(device_id: int) -> Device:
    return devices.get(db.session, me().organisation_id, device_id)


def _actor() -> Actor:
    return Actor(account_id=me().id)


def _device_shown(device: Device, form: UseForm, freeing: GiveBackForm) -> ResponseReturnValue:
    used = service.of_device(db.session, device)
    licence = used.licence_id if used else None
    page = render_template(
        "imaging/licence.html",
        device=device,
        form=form,
        freeing=freeing,
        used=used,
        hindrance=None if service.asks_for_one(db.session, device) else service.ASKS_FOR_NONE,
        licence=service.get(db.session, device.organisation_id, licence) if licence else None,
        embedded=service.is_embedded(diagnosis.latest_report(db.session, device)),
        lines=[line for line in service.overview(db.session, device.organisation_id) if line.left],
    )
    return page, 422 if form.errors or freeing.errors else 200


def _shown(form: LicenceForm) -> ResponseReturnValue:
    form.key.data = ""  # a key is never sent back
    page = render_template(
        "imaging/licences.html",
        form=form,
        lines=service.overview(db.session, me().organisation_id),
    )
    return page, 422 if form.errors else 200

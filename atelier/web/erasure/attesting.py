"""The guided factory reset of a phone or tablet."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.devices import service as devices
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.errors import AtelierError
from atelier.forms import put_error
from atelier.people.guard import me, requires
from atelier.web.erasure.blueprint import erasure
from atelier.web.erasure.forms import AttestForm
from atelier.workshop.erasure import asking, attesting
from atelier.workshop.erasure.asking import Asker
from atelier.workshop.erasure.models import Attestation


@erasure.route("/devices/<int:device_id>/reset", methods=["GET", "POST"])
@requires("erasure.order")
def attest(device_id: int) -> ResponseReturnValue:
    device = devices.get(db.session, me().organisation_id, device_id)
    form = AttestForm()
    if not form.validate_on_submit():
        return _shown(form, device)
    try:
        said = _attest(device, form)
    except AtelierError as error:
        put_error(form, error)
        return _shown(form, device)
    if said.result == facts.RESULT_ERASED:
        flash(gettext("Genoteerd: jij hebt dit toestel gewist."), "good")
    else:
        flash(gettext("Genoteerd: dit toestel is nog niet gewist. Vraag raad."), "attention")
    return redirect(url_for("devices.show", device_id=device.id))


def _attest(device: Device, form: AttestForm) -> Attestation:
    return attesting.attest(
        db.session,
        device,
        system=_system(device),
        answers=request.form.to_dict(),
        code=form.code.data or "",
        by=Asker(account_id=me().id, coordinator=me().may("erasure.accept")),
        client_id=form.client_id.data,
    )


def _system(device: Device) -> str:
    asked = request.values.get("system", "")
    return asked if asked in attesting.SYSTEMS else attesting.usual_system(device)


def _shown(form: AttestForm, device: Device) -> ResponseReturnValue:
    page = render_template(
        "erasure/attest.html",
        form=form,
        device=device,
        chosen=_system(device),
        systems=attesting.SYSTEMS,
        known=device.kind in attesting.KINDS,
        coordinator=asking.needs_coordinator(db.session, device),
        answers=request.form,
    )
    return page, 422 if form.errors else 200

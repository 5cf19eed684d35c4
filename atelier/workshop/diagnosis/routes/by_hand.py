"""A diagnosis by a person, of what cannot measure itself."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.devices import service as devices
from atelier.people.guard import me, requires
from atelier.workshop.diagnosis import by_hand as service
from atelier.workshop.diagnosis.forms import HandForm
from atelier.workshop.diagnosis.routes.blueprint import actor, diagnosis


@diagnosis.route("/devices/<int:device_id>/diagnosis", methods=["GET", "POST"])
@requires("diagnosis.record")
def by_hand(device_id: int) -> ResponseReturnValue:
    device = devices.get(db.session, me().organisation_id, device_id)
    form = HandForm.of(device)
    if not form.validate_on_submit():
        page = render_template("diagnosis/by_hand.html", form=form, device=device)
        return page, 422 if form.errors else 200
    service.record(db.session, device, form.seen(), actor=actor(), client_id=form.client_id.data)
    flash(gettext("Bewaard. Dit is de volgende stap."), "good")
    return redirect(url_for("devices.show", device_id=device.id))

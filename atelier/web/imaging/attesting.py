"""A person saw it start, where the installed system cannot say so itself."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.devices import service as devices
from atelier.errors import AtelierError
from atelier.forms import put_error
from atelier.people.actor import Actor
from atelier.people.guard import me, requires
from atelier.web.imaging.blueprint import imaging
from atelier.web.imaging.forms import AttestForm
from atelier.workshop.imaging import attesting


@imaging.route("/devices/<int:device_id>/started", methods=["GET", "POST"])
@requires("images.attest")
def attest(device_id: int) -> ResponseReturnValue:
    device = devices.get(db.session, me().organisation_id, device_id)
    form = AttestForm()
    if form.validate_on_submit():
        try:
            attesting.attest_first_boot(
                db.session,
                device,
                reason=form.reason.data or "",
                by=Actor(account_id=me().id),
                client_id=form.client_id.data,
            )
        except AtelierError as error:
            db.session.rollback()
            put_error(form, error)
        else:
            flash(gettext("Genoteerd: jij zag dit toestel starten."), "good")
            return redirect(url_for("devices.show", device_id=device.id))
    page = render_template("imaging/attest.html", form=form, device=device)
    return page, 422 if form.errors else 200

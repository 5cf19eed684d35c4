"""Reports of which a person has to say which device they are of."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.devices import service as devices
from atelier.devices.models import Device
from atelier.errors import Invalid
from atelier.paging import LARGEST_KEY
from atelier.people.guard import me, requires
from atelier.words import N_
from atelier.workshop.diagnosis import choosing, config, showing
from atelier.workshop.diagnosis.routes.blueprint import actor, diagnosis


@diagnosis.get("/reports")
@requires("diagnosis.decide")
def index() -> str:
    page = showing.waiting_page(db.session, me().organisation_id, request.args.get("after"))
    return render_template("diagnosis/index.html", page=page, tabs=_tabs())


@diagnosis.get("/reports/<uuid:report_id>")
@requires("diagnosis.decide")
def report(report_id: UUID) -> ResponseReturnValue:
    stored = choosing.get(db.session, me().organisation_id, str(report_id))
    if stored.device_id is not None:
        return redirect(url_for("devices.show", device_id=stored.device_id))
    view = showing.question(db.session, stored)
    return render_template("diagnosis/choose.html", view=view)


@diagnosis.post("/reports/<uuid:report_id>")
@requires("diagnosis.decide")
def choose(report_id: UUID) -> ResponseReturnValue:
    stored = choosing.get(db.session, me().organisation_id, str(report_id))
    device = choosing.choose(db.session, stored, _chosen(), actor=actor(), rules=config.rules())
    flash(gettext("Dank je. Het rapport hoort nu bij dit toestel."), "good")
    return redirect(url_for("devices.show", device_id=device.id))


def _chosen() -> Device | None:
    """The device whose button was pressed; None for a new one."""
    told = request.form.get("device", "")
    if told == "new":
        return None
    if not told.isdecimal() or not 0 < int(told) <= LARGEST_KEY:
        raise Invalid(N_("Kies een van de toestellen, of “Een nieuw toestel”."), field="device")
    return devices.get(db.session, me().organisation_id, int(told))


def _tabs() -> showing.Tabs:
    return showing.tabs(db.session, me().organisation_id)

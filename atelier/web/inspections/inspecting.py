"""The inspection of one device: what changed since a year, and what a person says of it."""

from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db, today
from atelier.devices import history
from atelier.devices import service as devices
from atelier.devices.inspections import Plan
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.edge import settings
from atelier.errors import AtelierError
from atelier.forms import put_error
from atelier.people.actor import Actor
from atelier.people.guard import me, requires
from atelier.web.inspections.blueprint import inspections
from atelier.web.inspections.forms import InspectForm
from atelier.web.inspections.words import OUTCOME_ICONS
from atelier.workshop.diagnosis import archive
from atelier.workshop.inspection import comparing, service
from atelier.workshop.inspection.comparing import Difference

#: What began the time that is looked back over.
_SINCE = (facts.INSPECTED, facts.USED)


@inspections.route("/devices/<int:device_id>/inspect", methods=["GET", "POST"])
@requires("inspections.do")
def inspect(device_id: int) -> ResponseReturnValue:
    device = devices.get(db.session, me().organisation_id, device_id)
    months = settings().lending.inspect_months
    plans = service.plans(db.session, device, default_months=months)
    form = InspectForm()
    form.plan.choices = [(plan.key, gettext(plan.name)) for plan in plans]
    if not form.is_submitted():
        form.plan.data = [plan.key for plan in plans]
    elif form.validate() and _done(form, device, plans):
        return redirect(url_for("devices.show", device_id=device.id))
    changed, since = _changed(device)
    page = render_template(
        "inspections/inspect.html",
        form=form,
        device=device,
        changed=changed,
        since=since,
        icons=OUTCOME_ICONS,
    )
    return page, 422 if form.errors else 200


def _done(form: InspectForm, device: Device, plans: list[Plan]) -> bool:
    try:
        service.inspect(
            db.session,
            device,
            [plan for plan in plans if plan.key in (form.plan.data or ())],
            form.outcome.data,
            note=form.note.data or "",
            today=today(),
            actor=Actor(account_id=me().id),
            client_id=form.client_id.data,
        )
    except AtelierError as error:
        db.session.rollback()
        put_error(form, error)
        return False
    if form.outcome.data == "pass":
        flash(gettext("Gecontroleerd en goed."), "good")
    else:
        flash(gettext("Genoteerd. Dit toestel gaat eerst naar herstelling."), "attention")
    return True


def _changed(device: Device) -> tuple[list[Difference] | None, datetime | None]:
    """None: there are no two reports to compare."""
    newest = archive.latest(db.session, device)
    since = _since(device)
    before = archive.latest_before(db.session, device, since) if since else None
    if newest is None or before is None or newest.id == before.id:
        return None, None
    told = comparing.compare(archive.open_up(before), archive.open_up(newest))
    return told, before.at


def _since(device: Device) -> datetime | None:
    events = history.events_of(db.session, device)
    moments = [event.at for event in events if event.kind in _SINCE]
    return max(moments, default=None)

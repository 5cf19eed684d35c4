"""A device leaves for good: scrapped, taken apart, or back to its donor."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.devices import service as devices
from atelier.devices.models import Device
from atelier.errors import AtelierError, Invalid
from atelier.forms import put_error
from atelier.people.guard import me, requires
from atelier.people.text import tidy
from atelier.stock import ledger, places
from atelier.stock.models import PlaceKind
from atelier.web import overruling
from atelier.web.stock import reach
from atelier.web.stock.blueprint import stock
from atelier.web.stock.forms import LEAVES, LeaveForm
from atelier.words import N_

_REASONS: Mapping[PlaceKind, str] = {
    PlaceKind.SCRAPPED: "scrapped",
    PlaceKind.PARTS: "parts",
    PlaceKind.RETURNED: "to_donor",
}


@stock.route("/devices/<int:device_id>/leave", methods=["GET", "POST"])
@requires("stock.leave")
def leave(device_id: int) -> ResponseReturnValue:
    device = devices.get(db.session, me().organisation_id, device_id)
    form = LeaveForm()
    if not form.validate_on_submit():
        return _page(form, device)
    try:
        _leave(device, form)
    except AtelierError as error:
        db.session.rollback()
        put_error(form, error)
        return _page(form, device)
    flash(gettext("Genoteerd: dit toestel is weg."), "good")
    return redirect(url_for("devices.show", device_id=device.id))


def _leave(device: Device, form: LeaveForm) -> None:
    """Raises Invalid for scrap without its weight, which has to be accounted for."""
    kind = PlaceKind(form.how.data)
    weight = form.weight_g.data if kind is PlaceKind.SCRAPPED else None
    if kind is PlaceKind.SCRAPPED and weight is None:
        raise Invalid(N_("Weeg het toestel, en vul het gewicht in gram in."), field="weight_g")
    to = places.virtual(db.session, device.organisation_id, kind)
    with overruling.doing(form, device, to):
        ledger.post(
            db.session,
            device,
            to,
            reason=_REASONS[kind],
            actor=reach.actor(),
            client_id=form.client_id.data,
            note=tidy(form.note.data) or None,
            weight_g=weight,
        )


def _page(form: LeaveForm, device: Device) -> ResponseReturnValue:
    page = render_template(
        "stock/leave.html",
        form=form,
        device=device,
        here=ledger.place_of(db.session, device),
        waits=overruling.shown(device),
        icons={kind.value: icon for kind, _, icon in LEAVES},
    )
    return page, 422 if form.errors else 200

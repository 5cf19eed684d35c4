"""Moving one device to another place; a coordinator also where somebody else waits for it."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.devices import service as devices
from atelier.devices.models import Device
from atelier.errors import AtelierError
from atelier.forms import put_error
from atelier.people.guard import me, requires
from atelier.stock import found, ledger, places
from atelier.stock.models import Place, PlaceKind
from atelier.stock.places import KIND_ICONS, KIND_NAMES
from atelier.web import overruling
from atelier.web.stock import lost, reach
from atelier.web.stock.forms import MoveForm

move = Blueprint("move", __name__)


@move.route("/devices/<int:device_id>/move", methods=["GET", "POST"], endpoint="move")
@requires("stock.move")
def move_device(device_id: int) -> ResponseReturnValue:
    device = devices.get(db.session, me().organisation_id, device_id)
    form = MoveForm()
    if not form.validate_on_submit():
        return _shown(form, device)
    try:
        to = places.get_physical(db.session, me().organisation_id, form.place.data)
        _move(form, device, to)
    except AtelierError as error:
        db.session.rollback()
        put_error(form, error)
        return _shown(form, device)
    flash(gettext("Dit toestel staat nu op: %(name)s.", name=to.name), "good")
    return redirect(url_for("devices.show", device_id=device.id))


def _move(form: MoveForm, device: Device, to: Place) -> None:
    """What was lost, is found there."""
    if lost.how(device):
        found.find(db.session, device, to, actor=reach.actor())
        return
    with overruling.doing(form, device, to):
        ledger.post(
            db.session,
            device,
            to,
            reason="moved",
            actor=reach.actor(),
            client_id=form.client_id.data,
        )


def _shown(form: MoveForm, device: Device) -> ResponseReturnValue:
    page = render_template(
        "stock/move.html",
        form=form,
        device=device,
        here=ledger.place_of(db.session, device),
        lost=lost.how(device),
        waits=overruling.shown(device),
        groups=_groups(places.physical(db.session, device.organisation_id)),
        names=KIND_NAMES,
        icons=KIND_ICONS,
    )
    return page, 422 if form.errors else 200


def _groups(offered: Sequence[Place]) -> list[tuple[PlaceKind, list[Place]]]:
    """By kind, in the order in which kinds are named everywhere."""
    grouped = ((kind, [place for place in offered if place.kind == kind]) for kind in KIND_NAMES)
    return [(kind, group) for kind, group in grouped if group]

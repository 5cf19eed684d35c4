"""One of what was asked for: put ready, taken back, or another device for it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db, today
from atelier.devices import lookup
from atelier.devices import service as devices
from atelier.devices.models import Device
from atelier.edge import settings
from atelier.errors import AtelierError, Invalid
from atelier.forms import put_error
from atelier.lending.reservations import allocating, asking, fulfilling, listing, reassigning
from atelier.lending.reservations.listing import Row, Unit
from atelier.lending.reservations.standing import State
from atelier.people.guard import me, requires
from atelier.stock import ledger
from atelier.stock.models import Place
from atelier.web import overruling
from atelier.web.lending import current
from atelier.web.lending.reservation_forms import ChooseForm, UnitForm
from atelier.web.lending.reservations import find, reservations, shown, wisher
from atelier.words import N_

_LONGEST_CODE = 200


@reservations.post("/reservations/<int:reservation_id>/ready")
@requires("reservations.ask")
def ready(reservation_id: int) -> ResponseReturnValue:
    """What arrived lies ready from now on: one, or all of it."""
    row, form = find(reservation_id), UnitForm()
    if not form.validate_on_submit():
        return shown(row), 422
    asked = _asked(form)
    parts = [listing.unit(row, asked)] if asked else _arrived(row)
    for part in parts:
        fulfilling.make_ready(
            db.session,
            part.unit,
            settings().lending,
            actor=current.actor(),
            today=today(),
        )
    flash(gettext("Dat ligt klaar. De lener kan het nu ophalen."), "good")
    return redirect(url_for("reservations.show", reservation_id=reservation_id))


@reservations.post("/reservations/<int:reservation_id>/cancel-one")
@requires("reservations.ask")
def cancel_one(reservation_id: int) -> ResponseReturnValue:
    row, form = find(reservation_id), UnitForm()
    if not form.validate_on_submit():
        return shown(row), 422
    part = listing.unit(row, _asked(form))
    asking.cancel_unit(db.session, part.unit, actor=current.actor())
    flash(gettext("Geannuleerd: er is er één minder."), "good")
    return redirect(url_for("reservations.show", reservation_id=reservation_id))


@reservations.route(
    "/reservations/<int:reservation_id>/units/<int:number>/device", methods=["GET", "POST"]
)
@requires("reservations.decide")
def choose(reservation_id: int, number: int) -> ResponseReturnValue:
    """``?code=``: a device that was scanned. Nothing chosen: the unit waits again."""
    row, form = find(reservation_id), ChooseForm()
    part = listing.unit(row, number)
    if not form.validate_on_submit():
        return _choose_shown(row, part, form, _scanned()), 422 if form.errors else 200
    device = None
    try:
        device = _chosen(form)
        taken = device is not None and _owner(device, part) and overruling.may(device)
        reassigning.change(
            db.session,
            part.unit,
            device,
            actor=current.actor(),
            over=(form.over.data or "") if taken else None,
        )
    except AtelierError as error:
        db.session.rollback()
        field = "over" if error.field == "why" else error.field
        put_error(form, type(error)(error.text, field=field or "over", **error.values))
        row = find(reservation_id)
        part = listing.unit(row, number)
        return _choose_shown(row, part, form, device), error.status
    flash(gettext("Bewaard: zo staat het nu."), "good")
    return redirect(url_for("reservations.show", reservation_id=reservation_id))


def _asked(form: UnitForm) -> int:
    told = form.unit.data or "0"
    return int(told) if told.isascii() and told.isdigit() and len(told) < 6 else 0


def _arrived(row: Row) -> list[Unit]:
    return [part for part in row.units if part.state is State.ARRIVED]


def _chosen(form: ChooseForm) -> Device | None:
    told = form.device.data or ""
    if told == "none":
        return None
    if not (told.isascii() and told.isdigit() and len(told) < 10):
        raise Invalid(N_("Kies een toestel in de lijst."), field="device")
    return devices.get(db.session, me().organisation.workshop_id, int(told))


def _scanned() -> Device | None:
    code = request.args.get("code", "").strip()[:_LONGEST_CODE]
    if not code:
        return None
    found = lookup.by_code(db.session, me().organisation.workshop_id, code)
    return found.devices[0] if len(found.devices) == 1 else None


def _owner(device: Device, part: Unit) -> Place | None:
    """The desk that it is promised to, when that is not for this unit."""
    promised = listing.promised_to(db.session, device)
    if promised is None or (part.device is not None and part.device.id == device.id):
        return None
    return db.session.get_one(Place, promised.place_id)


def _choose_shown(row: Row, part: Unit, form: ChooseForm, scanned: Device | None) -> str:
    suited = allocating.suited(db.session, row.reservation)
    if scanned is not None and scanned.id in {device.id for device in suited}:
        suited = [device for device in suited if device.id != scanned.id]
    offered = [*([scanned] if scanned else []), *suited]
    return render_template(
        "lending/reservation_device.html",
        row=row,
        part=part,
        form=form,
        code=request.args.get("code", "")[:_LONGEST_CODE],
        scanned=scanned,
        owner=_owner(scanned, part) if scanned else None,
        offered=offered,
        places=ledger.places_of(db.session, [device.id for device in offered]),
        wish=wisher()(row.reservation),
    )

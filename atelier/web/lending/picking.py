"""The picking list: what is promised to a desk, by room and shelf, filled by scanning."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.devices.models import Device
from atelier.errors import Conflict, NotFound
from atelier.forms import CreatingForm
from atelier.lending.reservations import fulfilling
from atelier.lending.reservations import picking as service
from atelier.people.guard import me, requires
from atelier.stock import desks, transfers
from atelier.stock.models import Place, Transfer
from atelier.stock.transfers import State
from atelier.web.lending import current
from atelier.web.stock import scanning
from atelier.web.stock.scanning import Answer, Pile, Row
from atelier.words import N_

picking = Blueprint("picking", __name__)


class BeginForm(CreatingForm):
    """Nothing to fill in: from where and to which desk, the address says."""


@picking.get("/picking")
@requires("stock.send")
def index() -> str:
    rows = service.counts(db.session, me().organisation.workshop_id)
    return render_template("lending/picking.html", rows=rows)


@picking.get("/picking/<int:place_id>")
@requires("stock.send")
def show(place_id: int) -> str:
    desk = _desk(place_id)
    return render_template(
        "lending/pick.html",
        desk=desk,
        origins=service.of(db.session, _workshop(), desk),
        packing=service.packing(db.session, _workshop(), desk),
        form=BeginForm(formdata=None),
    )


@picking.post("/picking/<int:place_id>/from/<int:origin_id>")
@requires("stock.send")
def begin(place_id: int, origin_id: int) -> ResponseReturnValue:
    """A transfer to this desk; the one that is being packed from there already is gone on with."""
    desk, form = _desk(place_id), BeginForm()
    if not form.validate_on_submit():
        return redirect(url_for("picking.show", place_id=place_id))
    origin = _origin(desk, origin_id)
    transfer = _packing(desk, origin) or transfers.open_one(
        db.session,
        organisation_id=_workshop(),
        origin=origin,
        to=desk,
        actor=current.actor(),
        client_id=form.client_id.data,
    )
    return redirect(url_for("picking.scan", transfer_id=transfer.id))


@picking.get("/picking/transfers/<int:transfer_id>")
@requires("stock.send")
def scan(transfer_id: int) -> str:
    return render_template("stock/scan.html", pile=_pile(_transfer(transfer_id)))


@picking.post("/picking/transfers/<int:transfer_id>/scans")
@requires("stock.send")
def pick(transfer_id: int) -> ResponseReturnValue:
    """Only what is on the list of this desk is taken; each scan fills one line."""
    transfer = _transfer(transfer_id)
    return scanning.answer(_workshop(), lambda device, _: _pick(transfer, device))


def _pick(transfer: Transfer, device: Device) -> Answer:
    fulfilling.pick(db.session, transfer, device, actor=current.actor())
    undo_url = url_for("stock.unpack", transfer_id=transfer.id, device_id=device.id)
    return scanning.taken(device, undo_url=undo_url)


def _pile(transfer: Transfer) -> Pile:
    desk = db.session.get_one(Place, transfer.to_place_id)
    origin = db.session.get_one(Place, transfer.from_place_id)
    return Pile(
        key=f"pick-{transfer.id}",
        url=url_for("picking.pick", transfer_id=transfer.id),
        icon="card-checklist",
        title=gettext("Klaarzetten voor %(desk)s", desk=desk.name),
        about=gettext(
            "zending %(number)s, uit %(origin)s", number=transfer.number, origin=origin.name
        ),
        counted=gettext("ingepakt"),
        rows=(
            Row(state="received", icon="check-circle-fill", word=gettext("Ingepakt")),
            Row(state="refused", icon="x-octagon-fill", word=gettext("Leg terug")),
            Row(state="undone", icon="arrow-counterclockwise", word=gettext("Eruit gehaald")),
        ),
        done_url=url_for("stock.transfer", transfer_id=transfer.id),
        done=gettext("Toon de zending"),
        change_url=url_for("picking.show", place_id=desk.id),
        undo=gettext("Haal eruit"),
    )


def _workshop() -> int:
    return me().organisation.workshop_id


def _desk(place_id: int) -> Place:
    """Raises NotFound for what is no desk of those that the workshop serves."""
    served = desks.all_of(db.session, desks.workshops(db.session, _workshop()))
    found = next((desk for desk in served if desk.id == place_id), None)
    if found is None:
        raise NotFound(N_("Dit digibankpunt kennen we niet."))
    return found


def _origin(desk: Place, origin_id: int) -> Place:
    """Raises Conflict where nothing for this desk lies there any more."""
    origins = service.of(db.session, _workshop(), desk)
    found = next((one.place for one in origins if one.place.id == origin_id), None)
    if found is None:
        raise Conflict(N_("Hier ligt niets meer voor dit punt. Open de lijst opnieuw."))
    return found


def _packing(desk: Place, origin: Place) -> Transfer | None:
    open_ones = service.packing(db.session, _workshop(), desk)
    return next((one for one in open_ones if one.from_place_id == origin.id), None)


def _transfer(transfer_id: int) -> Transfer:
    """Raises NotFound, and Conflict once it has left."""
    found = db.session.get(Transfer, transfer_id)
    if found is None or found.organisation_id != _workshop():
        raise NotFound(N_("Deze zending bestaat niet (meer)."))
    if transfers.state_of(found) is not State.PACKING:
        raise Conflict(N_("Zending %(number)s is al vertrokken."), number=found.number)
    return found

"""Packing a transfer: devices by scanning, articles by number."""

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.devices import service as devices
from atelier.devices.models import Device
from atelier.errors import AtelierError, Conflict
from atelier.forms import put_error
from atelier.lending.models import Reservation
from atelier.lending.reservations import fulfilling
from atelier.people.guard import requires
from atelier.stock import transfers
from atelier.stock.ledger import promises
from atelier.stock.models import Article, Transfer
from atelier.stock.transfers import Row as Found
from atelier.web import overruling
from atelier.web.language import say
from atelier.web.stock import pieces, reach, scanning
from atelier.web.stock.blueprint import stock
from atelier.web.stock.forms import OverForm
from atelier.web.stock.scanning import Answer, Pile, Row
from atelier.web.stock.transfers import numbers_form, row
from atelier.words import N_, Sentence


@stock.get("/stock/transfers/<int:transfer_id>/pack")
@requires("stock.send")
def pack(transfer_id: int) -> str:
    return render_template("stock/scan.html", pile=_pile(row(transfer_id)))


@stock.post("/stock/transfers/<int:transfer_id>/pack/scans")
@requires("stock.send")
def pack_scan(transfer_id: int) -> ResponseReturnValue:
    found = row(transfer_id)

    def act(device: Device, _: str) -> Answer:
        waits = _waits(found, device)
        return _ask_why(found, device, waits) if waits else _put_in(found.transfer, device)

    return scanning.answer(found.transfer.organisation_id, act)


@stock.route(
    "/stock/transfers/<int:transfer_id>/pack/<int:device_id>/over", methods=["GET", "POST"]
)
@requires("reservations.decide")
def pack_over(transfer_id: int, device_id: int) -> ResponseReturnValue:
    """Packs what somebody else waits for, with the reason."""
    found = row(transfer_id)
    device = devices.get(db.session, found.transfer.organisation_id, device_id)
    form = OverForm()
    if form.validate_on_submit():
        try:
            with overruling.doing(form, device, found.to):
                _put_in(found.transfer, device)
        except AtelierError as error:
            db.session.rollback()
            put_error(form, error)
        else:
            flash(gettext("%(name)s gaat mee.", name=scanning.shown(device)), "good")
            return redirect(url_for("stock.transfer", transfer_id=transfer_id))
    waits = _waits(found, device)
    told = render_template("stock/pack_over.html", row=found, device=device, form=form, waits=waits)
    return told, 422 if form.errors else 200


@stock.post("/stock/transfers/<int:transfer_id>/pack/<int:device_id>/remove")
@requires("stock.send")
def unpack(transfer_id: int, device_id: int) -> ResponseReturnValue:
    """From the row of a scan, which asks for JSON, or from the page; twice is once."""
    found = row(transfer_id)
    device = devices.get(db.session, found.transfer.organisation_id, device_id)
    fulfilling.put_back(db.session, found.transfer, device, actor=reach.actor())
    if request.is_json:
        return jsonify(scanning.taken(device, gettext("gaat niet mee"), state="undone"))
    flash(gettext("%(name)s gaat niet mee.", name=scanning.shown(device)), "good")
    return redirect(url_for("stock.transfer", transfer_id=transfer_id))


@stock.post("/stock/transfers/<int:transfer_id>/pack/articles")
@requires("stock.send")
def pack_articles(transfer_id: int) -> ResponseReturnValue:
    found = row(transfer_id)
    form = numbers_form(found)
    if form is None:
        raise Conflict(N_("Zending %(number)s is al vertrokken."), number=found.transfer.number)

    def put_in(article: Article, quantity: int) -> None:
        transfers.add_articles(db.session, found.transfer, article, quantity)

    return pieces.keep(found, form, put_in, N_("Bewaard: dit gaat mee."))


def _waits(found: Found, device: Device) -> Sentence | None:
    """Who waits for it elsewhere, where the person may take it all the same."""
    packed = promises.packed_in(db.session, device)
    if packed is not None and packed.id == found.transfer.id:
        return None
    return overruling.shown(device, found.to)


def _ask_why(found: Found, device: Device, waits: Sentence) -> Answer:
    link = {
        "url": url_for("stock.pack_over", transfer_id=found.transfer.id, device_id=device.id),
        "text": gettext("Toch inpakken, en zeggen waarom"),
    }
    return scanning.taken(device, say(waits), state="refused", links=[link])


def _put_in(transfer: Transfer, device: Device) -> Answer:
    """What is promised to the desk that it goes to, is picked with that."""
    unit = fulfilling.unit_of(db.session, device)
    promised = unit and db.session.get_one(Reservation, unit.reservation_id)
    if promised and promised.place_id == transfer.to_place_id:
        fulfilling.pick(db.session, transfer, device, actor=reach.actor())
    else:
        transfers.add(db.session, transfer, device)
    undo_url = url_for("stock.unpack", transfer_id=transfer.id, device_id=device.id)
    told = (gettext("gereserveerd"),) if promised else ()
    return scanning.taken(device, scanning.described(device, *told), undo_url=undo_url)


def _pile(found: Found) -> Pile:
    transfer = found.transfer
    return Pile(
        key=f"pack-{transfer.id}",
        url=url_for("stock.pack_scan", transfer_id=transfer.id),
        icon="box-seam",
        title=gettext("Pak zending %(number)s in", number=transfer.number),
        about=gettext("van %(origin)s naar %(to)s", origin=found.origin.name, to=found.to.name),
        counted=gettext("ingepakt"),
        rows=(
            Row(state="received", icon="check-circle-fill", word=gettext("Ingepakt")),
            Row(state="refused", icon="x-octagon-fill", word=gettext("Kan niet mee")),
            Row(state="undone", icon="arrow-counterclockwise", word=gettext("Eruit gehaald")),
        ),
        done_url=url_for("stock.transfer", transfer_id=transfer.id),
        done=gettext("Toon de zending"),
        undo=gettext("Haal eruit"),
    )

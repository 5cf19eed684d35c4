"""Reservations: what desks asked for, how far each is, and asking for more."""

from collections.abc import Callable, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier import paging
from atelier.db import db
from atelier.devices import service as devices
from atelier.devices.kinds import KIND_NAMES
from atelier.devices.models import Device
from atelier.errors import AtelierError, Conflict, NotFound
from atelier.forms import put_error
from atelier.lending import window
from atelier.lending.models import Reservation
from atelier.lending.reservations import allocating, asking, listing
from atelier.lending.reservations.listing import Row, Which
from atelier.lending.reservations.standing import State
from atelier.lending.window import View
from atelier.people import accounts
from atelier.people.guard import me, requires
from atelier.stock import ledger
from atelier.stock.models import Place
from atelier.web import overruling
from atelier.web.lending import asked_words, choosing, current
from atelier.web.lending.reservation_forms import (
    AskForForm,
    AskForm,
    CancelForm,
    UnitForm,
    desk_choices,
)
from atelier.words import N_

reservations = Blueprint("reservations", __name__)


@reservations.get("/reservations")
@requires("reservations.ask")
def index() -> str:
    """``?desk=`` and ``?which=`` narrow it."""
    mine = current.mine()
    chosen = _one(mine, request.args.get("desk"))
    told = request.args.get("which", "")
    which = Which(told) if told in set(Which) else Which.OPEN
    places = [chosen.id] if chosen else [desk.id for desk in mine]
    return render_template(
        "lending/reservations.html",
        page=listing.page(db.session, places, which, paging.after()),
        which=which,
        desks=mine,
        desk=chosen,
        args={"desk": chosen.id} if chosen else {},
        wish=wisher(),
    )


@reservations.route("/reservations/new", methods=["GET", "POST"])
@requires("reservations.ask")
def new() -> ResponseReturnValue:
    """Filled in by the address of the shop window."""
    mine = _desks()
    form = AskForm(formdata=request.form if request.method == "POST" else None, data=_filled())
    titles = choosing.titles(db.session, me().organisation.workshop_id)
    form.offer(desk_choices(mine, current.remembered(mine, request.args.get("desk"))), titles)
    if not form.validate_on_submit():
        return _new_shown(form), 422 if form.errors else 200
    try:
        made = asking.ask(
            db.session,
            desk=current.desk(form.desk.data),
            wish=form.wish(),
            quantity=form.quantity.data,
            wanted_by=form.wanted_by.data,
            reference=form.reference.data or "",
            actor=current.actor(),
            client_id=form.client_id.data,
        )
    except AtelierError as error:
        db.session.rollback()
        put_error(form, error)
        return _new_shown(form), error.status
    flash(gettext("Gereserveerd. Hieronder zie je hoe het ermee staat."), "good")
    return redirect(url_for("reservations.show", reservation_id=made.id))


@reservations.route("/reservations/new/<int:device_id>", methods=["GET", "POST"])
@requires("reservations.ask")
def new_for(device_id: int) -> ResponseReturnValue:
    """Of exactly one device, and no other."""
    mine, device = _desks(), _in_sight(device_id)
    other = listing.promised_to(db.session, device)
    here = current.remembered(mine)
    if here and other and other.place_id == here.id:
        here = None  # it is not for the desk that it is taken from
    form = AskForForm(data={"desk": here.id if here else 0})
    form.desk.choices = desk_choices(mine, here)
    if not form.validate_on_submit():
        return _new_for_shown(form, device, other), 422 if form.errors else 200
    try:
        made = asking.ask_for(
            db.session,
            desk=current.desk(form.desk.data),
            device=device,
            wanted_by=form.wanted_by.data,
            reference=form.reference.data or "",
            over=(form.over.data or "") if other and overruling.may(device) else None,
            actor=current.actor(),
            client_id=form.client_id.data,
        )
    except AtelierError as error:
        db.session.rollback()
        put_error(form, type(error)(error.text, field=_field(error), **error.values))
        return _new_for_shown(form, device, other), error.status
    flash(gettext("Gereserveerd. Dit toestel is voor jullie."), "good")
    return redirect(url_for("reservations.show", reservation_id=made.id))


@reservations.get("/reservations/<int:reservation_id>")
@requires("reservations.ask")
def show(reservation_id: int) -> str:
    return shown(find(reservation_id))


@reservations.post("/reservations/<int:reservation_id>/cancel")
@requires("reservations.ask")
def cancel(reservation_id: int) -> ResponseReturnValue:
    """All of it that nobody has yet."""
    row, form = find(reservation_id), CancelForm()
    if not form.validate_on_submit():
        return shown(row, cancelling=form), 422
    asking.cancel(
        db.session,
        row.reservation,
        actor=current.actor(),
        client_id=form.client_id.data,
        why=form.why.data or "",
    )
    flash(gettext("Geannuleerd. De toestellen zijn weer vrij."), "good")
    return redirect(url_for("reservations.show", reservation_id=reservation_id))


def find(reservation_id: int) -> Row:
    """Raises NotFound for one of a desk that this person does not look after."""
    return listing.get(db.session, [desk.id for desk in current.mine()], reservation_id)


def shown(row: Row, cancelling: CancelForm | None = None) -> str:
    story = listing.story(db.session, row.reservation)
    told = {event.account_id for event in story if event.account_id is not None}
    counts = row.counts()
    waits = State.WAITING in counts
    return render_template(
        "lending/reservation.html",
        row=row,
        counts=counts,
        wish=wisher()(row.reservation),
        before=listing.before(db.session, row.reservation) if waits else None,
        arrived=counts.get(State.ARRIVED, 0),
        story=story,
        names=accounts.names(db.session, told),
        acting=UnitForm(formdata=None),
        cancelling=cancelling or CancelForm(formdata=None),
        State=State,
    )


def _filled() -> dict[str, object]:
    """What the address says; the choices of the form leave out what cannot be."""
    here = current.remembered(current.mine(), request.args.get("desk"))
    told = {name: request.args.get(name, "") for name in ("kind", "memory", "grade", "image")}
    return {**told, "large": request.args.get("large") == "1", "desk": here.id if here else 0}


def _desks() -> Sequence[Place]:
    """Raises Conflict for who works at none."""
    mine = current.mine()
    if not mine:
        raise Conflict(N_("Je werkt nog bij geen enkel punt. Vraag het aan een coördinator."))
    return mine


def _in_sight(device_id: int) -> Device:
    """What lies in the window, at an own desk, or is promised to one; the workshop sees all it has.

    Raises NotFound.
    """
    workshop_id = me().organisation.workshop_id
    device = devices.get(db.session, workshop_id, device_id)
    if me().may("devices.see"):
        return device
    place, promised = ledger.place_of(db.session, device), listing.promised_to(db.session, device)
    near = {place.id if place else None, promised.place_id if promised else None}
    own = not near.isdisjoint(desk.id for desk in current.mine())
    if not own and not window.shows(db.session, View(workshop_id=workshop_id), device.id):
        raise NotFound(N_("Dit toestel is niet vrij. Kies een ander."))
    return device


def _one(mine: Sequence[Place], asked: str | None) -> Place | None:
    return next((desk for desk in mine if str(desk.id) == asked), None)


def _field(error: AtelierError) -> str | None:
    return "over" if error.field == "why" else error.field


def wisher() -> Callable[[Reservation], str]:
    """What each asked for, in words; the titles of the software are read once."""
    titles = choosing.titles(db.session, me().organisation.workshop_id)

    def said(reservation: Reservation) -> str:
        least = asked_words.wish(allocating.wish_of(reservation))
        image = titles.of(reservation.image) if reservation.image else ""
        return " · ".join(one for one in (least, image) if one)

    return said


def _new_shown(form: AskForm) -> str:
    return render_template("lending/reservation_new.html", form=form, kinds=KIND_NAMES)


def _new_for_shown(form: AskForForm, device: Device, other: Reservation | None) -> str:
    desk = db.session.get_one(Place, other.place_id) if other else None
    return render_template(
        "lending/reservation_new_for.html",
        form=form,
        device=device,
        other=desk,
        may_take=overruling.may(device),
    )

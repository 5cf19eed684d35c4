"""The bench, live; and orders to the machines on it."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup, escape

from atelier.bench import orders, service
from atelier.bench.models import Order
from atelier.bench.words import DOING_NAMES, KIND_ICONS, KIND_NAMES
from atelier.db import db
from atelier.devices import service as devices
from atelier.devices.models import Device
from atelier.errors import AtelierError, Conflict, Invalid
from atelier.people.actor import Actor
from atelier.people.guard import me, requires
from atelier.web.bench import device as device_bench
from atelier.web.bench import stream, telling
from atelier.web.bench.forms import OrderForm
from atelier.words import N_
from atelier.workshop.diagnosis import measured
from atelier.workshop.diagnosis import service as diagnosis

bench = Blueprint("bench", __name__)


@bench.record_once
def _for_templates(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(
        telling=telling, DOING_NAMES=DOING_NAMES, ORDER_NAMES=KIND_NAMES, ORDER_ICONS=KIND_ICONS
    )


@bench.get("/bench")
@requires(stream.MAY_SEE)
def index() -> str:
    return render_template("bench/index.html", **_overview(me().organisation_id))


@bench.get("/bench/events")
@requires(stream.MAY_SEE)
def events() -> Response:
    organisation_id = me().organisation_id
    return stream.follow(
        lambda: render_template("bench/overview.html", **_overview(organisation_id))
    )


@bench.get("/devices/<int:device_id>/events")
@requires(stream.MAY_SEE)
def device_events(device_id: int) -> Response:
    organisation_id = me().organisation_id
    found = _device(organisation_id, device_id)
    disks = device_bench.disks_of(diagnosis.latest_report(db.session, found))

    def look() -> str:
        now = device_bench.of(db.session, _device(organisation_id, device_id), disks)
        return render_template("bench/device.html", bench=now)

    return stream.follow(look)


@bench.post("/devices/<int:device_id>/orders")
@requires("orders.give")
def give(device_id: int) -> ResponseReturnValue:
    form = OrderForm()
    if not form.validate_on_submit():
        raise Invalid(N_("Dit formulier is niet volledig. Open het opnieuw."))
    found = _device(me().organisation_id, device_id)
    try:
        order = _issue(found, form)
        said = gettext("Opdracht gegeven: %(order)s", order=gettext(KIND_NAMES[order.kind]))
        flash(said, "good")
    except (Invalid, Conflict) as error:
        return _refused(found, error)
    return _back(found)


@bench.post("/orders/<uuid:order_id>/stop")
@requires("orders.give")
def stop(order_id: UUID) -> ResponseReturnValue:
    """One that nobody began is taken back, and one that nothing is heard of is closed."""
    return _settle(orders.stop, order_id)


@bench.post("/orders/<uuid:order_id>/close")
@requires("orders.give")
def close(order_id: UUID) -> ResponseReturnValue:
    return _settle(orders.give_up, order_id)


def _issue(found: Device, form: OrderForm) -> Order:
    kind, parameters, disk = form.wanted()
    return measured.issue_order(
        db.session,
        found,
        kind=kind,
        disk=disk,
        wanted=parameters,
        by=Actor(account_id=me().id),
        client_id=form.client_id.data,
    )


def _settle(verb: Callable[..., Order], order_id: UUID) -> ResponseReturnValue:
    organisation_id = me().organisation_id
    order = orders.get(db.session, organisation_id, str(order_id))
    try:
        verb(db.session, organisation_id, order.id, by=Actor(account_id=me().id))
    except Conflict as error:
        return _refused(_device(organisation_id, order.device_id), error)
    return _back(_device(organisation_id, order.device_id))


def _refused(device: Device, error: AtelierError) -> ResponseReturnValue:
    """At the top of the page, where it says why: further down nobody would see it."""
    flash(_in_words(error), "attention")
    return redirect(url_for("devices.show", device_id=device.id))


def _in_words(error: AtelierError) -> str:
    """With the way to the other device, where that is what stands in the way."""
    text = str(gettext(error.text) % error.values)
    if "device_id" not in error.values:
        return text
    there = url_for("devices.show", device_id=error.values["device_id"], _anchor="bench")
    link = Markup('<a href="{}">{}</a>').format(there, gettext("Ga naar dat toestel"))
    return escape(text) + " " + link


def _overview(organisation_id: int) -> dict[str, object]:
    return {"seen": service.connected(db.session, organisation_id)}


def _device(organisation_id: int, device_id: int) -> Device:
    return devices.get(db.session, organisation_id, device_id)


def _back(device: Device) -> ResponseReturnValue:
    return redirect(url_for("devices.show", device_id=device.id, _anchor="bench"))

"""The door: choose once, then scan on and on; and single devices that are known already."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.devices import service as devices
from atelier.devices.kinds import KIND_ICONS
from atelier.devices.models import Device
from atelier.errors import AtelierError
from atelier.forms import put_error
from atelier.people.actor import Actor
from atelier.people.guard import me, requires
from atelier.stock import places
from atelier.stock.models import PlaceKind
from atelier.workshop.intake import answers, donations, service, settling, tagging
from atelier.workshop.intake.forms import PileForm, ReceiveKnownForm, TagForm
from atelier.workshop.intake.routes.answering import as_json, as_undone
from atelier.workshop.intake.routes.offering import offer
from atelier.workshop.intake.routes.requested import ScanRequest

intake = Blueprint("intake", __name__, template_folder="../templates")

REMEMBERED = "intake"
#: What just came in is not ready for these.
_NOT_AT_THE_DOOR = frozenset({PlaceKind.DESK, PlaceKind.EQUIPMENT})


@intake.get("/intake")
@requires("intake.receive")
def receive() -> str:
    """Chooses once what is received: from whom, where to, what kind."""
    asked = {key: _whole(key, value) for key, value in request.args.items()}
    form = PileForm(formdata=None, data={**session.get(REMEMBERED, {}), **asked})
    choose_from(form)
    return _choose(form)


@intake.get("/intake/pile")
@requires("intake.receive")
def pile() -> ResponseReturnValue:
    form = PileForm(formdata=request.args)
    choose_from(form)
    if not form.validate():
        return _choose(form), 422
    donation = donations.get(db.session, me().organisation_id, form.donation.data)
    place = places.get(db.session, me().organisation_id, form.place.data)
    session[REMEMBERED] = {"place": place.id, "kind": form.kind.data, "donation": donation.id}
    return render_template(
        "intake/pile.html",
        donation=donation,
        place=place,
        kind=form.kind.data,
        code=form.code.data or "",
        offer=offer(form),
    )


@intake.get("/intake/kept")
@requires("intake.receive")
def kept() -> ResponseReturnValue:
    """The pile with nothing chosen, which a browser keeps for where there is no network.

    It names donors and places, as the page to choose on does; not who is signed in.
    """
    form = PileForm(formdata=None)
    choose_from(form)
    return render_template("intake/pile_kept.html", form=form, offer=offer(form))


@intake.post("/intake/scans")
@requires("intake.receive")
def scan() -> ResponseReturnValue:
    """One scan, by the id that the scanning device made; sent again it gets the same answer."""
    wanted = ScanRequest.read(request.get_json(silent=True))
    organisation_id = me().organisation_id
    done = service.receive(
        db.session,
        organisation_id=organisation_id,
        client_id=wanted.id,
        code=wanted.code,
        donation=donations.get(db.session, organisation_id, wanted.donation),
        place=places.get(db.session, organisation_id, wanted.place),
        kind=wanted.kind,
        actor=actor(),
        device_id=wanted.device,
        fresh=wanted.fresh,
        scrap=wanted.scrap,
        settles=wanted.settles,
        after=wanted.after,
        scanned_at=wanted.scanned_at,
    )
    return jsonify(as_json(db.session, done))


@intake.post("/intake/scans/<uuid:client_id>/undo")
@requires("intake.receive")
def undo(client_id: Any) -> ResponseReturnValue:
    done = service.undo(
        db.session,
        organisation_id=me().organisation_id,
        client_id=str(client_id),
        actor=actor(),
    )
    return jsonify(as_undone(db.session, done))


@intake.route("/devices/<int:device_id>/receive", methods=["GET", "POST"])
@requires("intake.receive")
def receive_known(device_id: int) -> ResponseReturnValue:
    """For a device that was reported, or came back: who gave it, and where it lies."""
    device = devices.get(db.session, me().organisation_id, device_id)
    form = ReceiveKnownForm(data=session.get(REMEMBERED, {}))
    choose_from(form)
    if not form.validate_on_submit():
        return _shown("intake/receive_known.html", form, device)
    done = service.receive_device(
        db.session,
        client_id=form.client_id.data,
        device=device,
        donation=donations.get(db.session, me().organisation_id, form.donation.data),
        place=places.get(db.session, me().organisation_id, form.place.data),
        actor=actor(),
    )
    if done.state != answers.RECEIVED:
        form.place.errors = [as_json(db.session, done)["words"]]
        return _shown("intake/receive_known.html", form, device)
    flash(gettext("Ontvangen."), "good")
    next_page = "devices.show" if device.tag else "intake.tag"
    return redirect(url_for(next_page, device_id=device.id))


@intake.route("/devices/<int:device_id>/tag", methods=["GET", "POST"])
@requires("intake.receive")
def tag(device_id: int) -> ResponseReturnValue:
    """Puts a blank tag on the device; a code may come along from a tag that was scanned first."""
    device = devices.get(db.session, me().organisation_id, device_id)
    form = TagForm(code=request.args.get("code", "")[:200])
    if not form.is_submitted() and not form.code.data:
        return _shown("intake/tag.html", form, device)
    if form.is_submitted() and not form.validate():
        return _shown("intake/tag.html", form, device)
    try:
        plan = tagging.plan(db.session, device, form.code.data)
        if not form.is_submitted() or (plan.received_as and not form.agreed.data):
            return render_template("intake/tag.html", form=form, device=device, plan=plan)
        kept = tagging.attach(
            db.session,
            device=device,
            code=form.code.data,
            client_id=form.client_id.data,
            actor=actor(),
        )
    except AtelierError as error:
        put_error(form, error)
        meant = error.values.get("suggestions", ())
        return _shown("intake/tag.html", form, device, meant=meant)
    flash(gettext("Het etiket zit op het toestel."), "good")
    return redirect(url_for("devices.show", device_id=kept.id))


def _choose(form: PileForm) -> str:
    return render_template(
        "intake/receive.html",
        form=form,
        kind_icons=KIND_ICONS,
        code=form.code.data or "",
        card=request.args.get("card", "")[:20],
        open_count=settling.how_many(db.session, me().organisation_id),
    )


def _whole(key: str, value: str) -> str | int | None:
    """The ids in an address as numbers; what is none chooses nothing."""
    if key not in {"donation", "place"}:
        return value
    return int(value) if value.isdecimal() and len(value) < 10 else None


def choose_from(form: PileForm | ReceiveKnownForm) -> None:
    """Offers the donations and places to choose from."""
    organisation_id = me().organisation_id
    own = places.physical(db.session, organisation_id)
    here = [place for place in own if place.kind not in _NOT_AT_THE_DOOR]
    form.offer(donations.still_open(db.session, organisation_id, form.donation.data), here)


def _shown(
    template: str, form: ReceiveKnownForm | TagForm, device: Device, **more: Any
) -> ResponseReturnValue:
    page = render_template(template, form=form, device=device, **more)
    return page, 422 if form.errors else 200


def actor() -> Actor:
    return Actor(account_id=me().id)

"""One repair as a card: what you do, with which part, how long, and how it is now."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.devices import faults as telling
from atelier.devices import photos
from atelier.devices import service as devices
from atelier.devices.faults import ords
from atelier.edge import settings
from atelier.errors import AtelierError, Invalid
from atelier.people.actor import Actor
from atelier.people.guard import me, requires
from atelier.saying import told
from atelier.stock import articles
from atelier.stock import parts as stock
from atelier.stock.parts import holding, serials
from atelier.web.repair import card
from atelier.web.repair.blueprint import repairs
from atelier.web.repair.forms import ActForm, acted, number, numbers
from atelier.words import N_
from atelier.workshop.repair import service, timing
from atelier.workshop.repair.models import Repair, RepairPhoto

_LARGEST_BEAT = 100_000


@repairs.post("/devices/<int:device_id>/faults/<int:event_id>/repair")
@requires("repairs.do")
def start(device_id: int, event_id: int) -> ResponseReturnValue:
    device = devices.get(db.session, me().organisation_id, device_id)
    client_id = acted()
    key = next(
        (f.key for f in telling.open_faults(db.session, device) if f.event_id == event_id), ""
    )
    repair = service.start(db.session, device, key, actor=_actor(), client_id=client_id)
    return redirect(url_for("repairs.show", repair_id=repair.id))


@repairs.get("/repairs/<int:repair_id>")
@requires("repairs.do")
def show(repair_id: int) -> ResponseReturnValue:
    return _page(_repair(repair_id))


@repairs.post("/repairs/<int:repair_id>")
@requires("repairs.do")
def save(repair_id: int) -> ResponseReturnValue:
    """What was filled in so far; a page sends it by itself, too."""
    repair = _kept(repair_id)
    if request.headers.get("Accept") == "application/json":
        return {"note": repair.note}
    return redirect(url_for("repairs.show", repair_id=repair.id))


@repairs.post("/repairs/<int:repair_id>/ran")
@requires("repairs.do")
def ran(repair_id: int) -> ResponseReturnValue:
    """The card was open for so many seconds by now."""
    client_id, seconds = acted(), min(number("seconds"), _LARGEST_BEAT)
    timing.ran(db.session, _repair(repair_id), seconds, actor=_actor(), client_id=client_id)
    return "", 204


@repairs.post("/repairs/<int:repair_id>/time")
@requires("repairs.do")
def time(repair_id: int) -> ResponseReturnValue:
    repair = _kept(repair_id)
    seconds = -timing.STEP if request.form.get("time") == "less" else timing.STEP
    timing.adjust(db.session, repair, seconds, actor=_actor(), client_id=acted())
    return redirect(url_for("repairs.show", repair_id=repair.id, _anchor="time"))


@repairs.post("/repairs/<int:repair_id>/parts")
@requires("repairs.do")
def take(repair_id: int) -> ResponseReturnValue:
    """Keeps a part for this repair."""
    repair, client_id = _kept(repair_id), acted()
    try:
        _take(repair, client_id)
    except AtelierError as error:
        db.session.rollback()
        return _page(_kept(repair_id), error, "parts")
    return redirect(url_for("repairs.show", repair_id=repair.id, _anchor="parts"))


@repairs.post("/repairs/<int:repair_id>/parts/<int:hold_id>/back")
@requires("repairs.do")
def put_back(repair_id: int, hold_id: int) -> ResponseReturnValue:
    acted()
    repair = _kept(repair_id)
    hold = holding.get(db.session, repair.organisation_id, hold_id)
    service.put_back(db.session, repair, hold, actor=_actor())
    return redirect(url_for("repairs.show", repair_id=repair.id, _anchor="parts"))


@repairs.post("/repairs/<int:repair_id>/photos")
@requires("repairs.do")
def photograph(repair_id: int) -> ResponseReturnValue:
    repair = _repair(repair_id)
    moment = request.form.get("moment", "")
    sent = request.files.get("photo")
    try:
        acted()
        if sent is None or not sent.filename:
            raise Invalid(N_("Neem een foto, of kies er een."))
        _photograph(repair, sent.read(), "after" if moment == "after" else "before")
    except AtelierError as error:
        db.session.rollback()
        return _page(_repair(repair_id), error, "photos")
    flash(gettext("De foto is bewaard."), "good")
    return redirect(url_for("repairs.show", repair_id=repair.id, _anchor="photos"))


@repairs.post("/repairs/<int:repair_id>/close")
@requires("repairs.do")
def close(repair_id: int) -> ResponseReturnValue:
    acted()
    repair = _kept(repair_id)
    barrier = request.form.get("barrier") or None
    outcome = ords.END_OF_LIFE if barrier else request.form.get("outcome", "")
    used = numbers("used")
    try:
        service.close(db.session, repair, outcome, barrier=barrier, used=used, actor=_actor())
    except AtelierError as error:
        # What was filled in is kept: only what the service began is undone.
        db.session.rollback()
        repair = _kept(repair_id)
        return _page(repair, error, error.field or "outcome")
    flash(gettext(_SAID[outcome]), "good" if outcome == ords.FIXED else "attention")
    if outcome != ords.FIXED and (built_in := _built_in(repair)):
        text = gettext(
            "Telt als ingebouwd: %(parts)s. Zit het er niet in? Open de kaart en leg het terug.",
            parts=", ".join(built_in),
        )
        flash(text, "attention")
    return redirect(url_for(_after(repair), device_id=repair.device_id))


def _built_in(repair: Repair) -> list[str]:
    lines = stock.lines_of(db.session, [repair.id])
    return [line.article.name for line in lines if line.article and not line.is_live]


def _after(repair: Repair) -> str:
    """Where nothing is broken any more, the device says what comes next."""
    device = devices.get(db.session, repair.organisation_id, repair.device_id)
    fixed = repair.outcome == ords.FIXED and not telling.open_faults(db.session, device)
    return "devices.show" if fixed else "repairs.index"


_SAID = {
    ords.FIXED: N_("Hersteld. Kijk daarna na of alles werkt."),
    ords.REPAIRABLE: N_("Bewaard. Dit wacht tot het kan."),
    ords.UNKNOWN: N_("De kaart is gesloten. Er was niets te herstellen."),
    ords.END_OF_LIFE: N_("Bewaard. Een coördinator beslist wat er met het toestel gebeurt."),
}


def _take(repair: Repair, client_id: str) -> None:
    service.hold_open(db.session, repair)
    disk = number("disk")
    if disk:
        stock.reserve_serial(
            db.session,
            serials.get(db.session, repair.organisation_id, disk),
            repair_id=repair.id,
            actor=_actor(),
            client_id=client_id,
        )
        return
    stock.reserve(
        db.session,
        articles.get(db.session, repair.organisation_id, number("article")),
        repair_id=repair.id,
        actor=_actor(),
        client_id=client_id,
    )


def _photograph(repair: Repair, data: bytes, moment: str) -> None:
    device = devices.get(db.session, repair.organisation_id, repair.device_id)
    photo = photos.add(db.session, device, data, files=settings().files, actor=_actor())
    db.session.flush()
    if db.session.get(RepairPhoto, (repair.id, photo.id)) is None:
        db.session.add(RepairPhoto(repair_id=repair.id, photo_id=photo.id, moment=moment))


def _page(
    repair: Repair, error: AtelierError | None = None, where: str = ""
) -> ResponseReturnValue:
    rendered = render_template(
        "repair/card.html",
        view=card.view(db.session, repair),
        form=ActForm(formdata=None),
        said=told(error) if error else "",
        where=where,
    )
    return rendered, error.status if error else 200


def _kept(repair_id: int) -> Repair:
    """With what stands on the card now: whatever is pressed, nothing that was filled in is lost."""
    repair = _repair(repair_id)
    if "note" in request.form:
        action, words = request.form.get("action"), request.form.get("note", "")
        before = request.form.get("note_before")
        service.note(db.session, repair, action=action, words=words, before=before)
    return repair


def _repair(repair_id: int) -> Repair:
    return service.get(db.session, me().organisation_id, repair_id)


def _actor() -> Actor:
    return Actor(account_id=me().id)

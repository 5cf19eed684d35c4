"""The cards of one device, its grade, and what was answered before."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.devices import service as devices
from atelier.devices.lifecycle import kinds
from atelier.devices.models import Device
from atelier.errors import AtelierError
from atelier.forms import put_error
from atelier.people.actor import Actor
from atelier.people.guard import me, requires
from atelier.people.models import Account
from atelier.saying import told
from atelier.web.checking import measured
from atelier.web.checking.forms import CardForm, GradeForm
from atelier.workshop.inspection import grading
from atelier.workshop.inspection.checking import service
from atelier.workshop.inspection.checking.asking import Asked, asked
from atelier.workshop.inspection.checking.service import Sheet
from atelier.workshop.inspection.checklists.card import read

checking = Blueprint("checking", __name__)

#: What the examples of the grades show (pictures/cards.svg), where that is no laptop.
DRAWN = {
    kinds.TABLET: "-handheld",
    kinds.SMARTPHONE: "-handheld",
    kinds.DESKTOP: "-desktop",
    kinds.ALL_IN_ONE: "-screen",
    kinds.SCREEN: "-screen",
}


@checking.get("/devices/<int:device_id>/check")
@requires("checks.do")
def check(device_id: int) -> ResponseReturnValue:
    """The first card that is open; then the grade."""
    device = _device(device_id)
    sheet = _sheet(device)
    if sheet.next is not None:
        return _card_page(sheet, sheet.next, CardForm())
    return _grade_page(sheet, GradeForm())


@checking.route("/devices/<int:device_id>/check/<key>", methods=["GET", "POST"])
@requires("checks.do")
def card(device_id: int, key: str) -> ResponseReturnValue:
    """One card, to answer or to answer again."""
    device = _device(device_id)
    form = CardForm()
    if not form.is_submitted():
        sheet = _sheet(device)
        return _card_page(sheet, sheet.find(key), form)
    try:
        if form.validate():
            service.answer(
                db.session,
                device,
                key,
                form.answer.data,
                form.part.data,
                measured=measured.of(db.session, device),
                actor=_actor(),
            )
            return _to_next(device)
    except AtelierError as error:
        db.session.rollback()
        if error.status == 404:  # a colleague answered otherwise, and this is not asked any more
            flash(told(error), "attention")
            return redirect(url_for("checking.check", device_id=device_id))
        put_error(form, error)
    sheet = _sheet(_device(device_id))
    return _card_page(sheet, sheet.find(key), form)


@checking.post("/devices/<int:device_id>/grade")
@requires("checks.do")
def grade(device_id: int) -> ResponseReturnValue:
    device = _device(device_id)
    form = GradeForm()
    try:
        if form.validate():
            done = service.finish(
                db.session,
                device,
                form.grade.data,
                hardware=measured.hardware_of(db.session, device).grade,
                measured=measured.of(db.session, device),
                actor=_actor(),
                client_id=form.client_id.data,
            )
            flash(gettext("Nagekeken: klasse %(grade)s.", grade=done.grade), "good")
            return redirect(url_for("devices.show", device_id=device.id))
    except AtelierError as error:
        db.session.rollback()
        put_error(form, error)
    sheet = _sheet(_device(device_id))
    if sheet.next is not None:
        return _card_page(sheet, sheet.next, form)
    return _grade_page(sheet, form)


@checking.post("/devices/<int:device_id>/check-again")
@requires("checks.do")
def again(device_id: int) -> ResponseReturnValue:
    """The last answers once more: to put right what was tapped wrong, or to look anew."""
    device = _device(device_id)
    begun = service.again(db.session, device, actor=_actor())
    first = asked(read(begun.checklist.cards), {}, measured.of(db.session, device))
    if not first:
        return redirect(url_for("checking.check", device_id=device.id))
    return redirect(url_for("checking.card", device_id=device.id, key=first[0].key))


@checking.get("/checks/<int:checking_id>")
@requires("devices.see")
def result(checking_id: int) -> str:
    """What was asked then, and what was answered."""
    done = service.get(db.session, me().organisation_id, checking_id)
    return render_template(
        "checking/result.html",
        done=done,
        device=_device(done.device_id),
        asked=[one for one in asked(read(done.checklist.cards), done.answers, {}) if one.given],
        by=db.session.get(Account, done.finished_by_id) if done.finished_by_id else None,
    )


def _to_next(device: Device) -> ResponseReturnValue:
    """Each card has an address of its own: the back button leads to the one before."""
    left = _sheet(device).next
    if left is None:
        return redirect(url_for("checking.check", device_id=device.id))
    return redirect(url_for("checking.card", device_id=device.id, key=left.key))


def _card_page(sheet: Sheet, shown: Asked, form: CardForm | GradeForm) -> ResponseReturnValue:
    all_asked = sheet.asked
    index = next(i for i, one in enumerate(all_asked) if one.key == shown.key)
    page = render_template(
        "checking/card.html",
        device=sheet.device,
        asked=shown,
        form=form,
        number=index + 1,
        count=len(all_asked) + 1,
        before=all_asked[index - 1] if index else None,
    )
    return page, 422 if form.errors else 200


def _grade_page(sheet: Sheet, form: GradeForm | CardForm) -> ResponseReturnValue:
    all_asked = sheet.asked
    hardware = measured.hardware_of(db.session, sheet.device)
    page = render_template(
        "checking/grade.html",
        device=sheet.device,
        form=form,
        suggested=sheet.suggest(hardware.grade),
        drawn=DRAWN.get(sheet.device.kind, ""),
        grades=grading.GRADES,
        names=grading.NAMES,
        sentences=grading.SENTENCES,
        asked=all_asked,
        number=len(all_asked) + 1,
        count=len(all_asked) + 1,
        before=all_asked[-1] if all_asked else None,
    )
    return page, 422 if form.errors else 200


def _sheet(device: Device) -> Sheet:
    return service.sheet(db.session, device, measured.of(db.session, device))


def _device(device_id: int) -> Device:
    return devices.get(db.session, me().organisation_id, device_id)


def _actor() -> Actor:
    return Actor(account_id=me().id)

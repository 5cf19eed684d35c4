"""Disks that are left to deal with, each until somebody has."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier import paging
from atelier.db import db
from atelier.devices import service as devices
from atelier.edge import settings
from atelier.errors import AtelierError, NotFound
from atelier.forms import put_error
from atelier.people import accounts
from atelier.people.actor import Actor
from atelier.people.guard import me, requires
from atelier.stock.parts import serials
from atelier.web.erasure.blueprint import erasure
from atelier.web.erasure.forms import AcceptForm, DestroyForm, PressForm
from atelier.words import N_
from atelier.workshop.diagnosis import service as diagnosis
from atelier.workshop.erasure import matters, planning
from atelier.workshop.erasure.matters import Row
from labels import doomed
from labels.tags import format_tag


@erasure.get("/erasures")
@requires("erasure.order")
def index() -> str:
    found = matters.page(db.session, me().organisation_id, paging.after())
    return render_template("erasure/matters.html", page=found)


@erasure.get("/erasures/<int:matter_id>")
@requires("erasure.order")
def matter(matter_id: int) -> ResponseReturnValue:
    return _shown(_row(matter_id))


@erasure.post("/erasures/<int:matter_id>/accept")
@requires("erasure.accept")
def accept(matter_id: int) -> ResponseReturnValue:
    row, form = _row(matter_id), AcceptForm()
    if not form.validate_on_submit():
        return _shown(row, accepting=form)
    try:
        matters.accept(
            db.session, row, reason=form.reason.data or "", by=_actor(), shown=form.shown
        )
    except AtelierError as error:
        put_error(form, error)
        return _shown(row, accepting=form)
    flash(gettext("Aanvaard. Dat blijft voor altijd bij deze schijf staan."), "good")
    return redirect(url_for("erasure.index"))


@erasure.post("/erasures/<int:matter_id>/destroy")
@requires("erasure.accept")
def destroy(matter_id: int) -> ResponseReturnValue:
    row, form = _row(matter_id), DestroyForm()
    if not form.validate_on_submit():
        return _shown(row, destroying=form)
    try:
        matters.order_destruction(
            db.session,
            row,
            reason=form.reason.data or "",
            by=_actor(),
            client_id=form.client_id.data,
        )
    except AtelierError as error:
        put_error(form, error)
        return _shown(row, destroying=form)
    flash(
        gettext("Deze schijf moet vernietigd worden. Druk het rode etiket, en plak het erop."),
        "good",
    )
    return redirect(url_for("erasure.matter", matter_id=matter_id))


@erasure.post("/erasures/<int:matter_id>/destroyed")
@requires("erasure.order")
def destroyed(matter_id: int) -> ResponseReturnValue:
    row = _row(matter_id)
    form = PressForm()
    try:
        after = matters.confirm_destruction(db.session, row, by=_actor())
    except AtelierError as error:
        form.form_errors.append(gettext(error.text) % error.values)
        return _shown(row, confirming=form)
    if after.is_open:
        flash(gettext("Bevestigd. Nu moet een tweede mens dat nog doen."), "good")
        return redirect(url_for("erasure.matter", matter_id=matter_id))
    serials.see_destroyed(db.session, after.organisation_id, after.medium)
    flash(gettext("Deze schijf is vernietigd. Twee mensen hebben het bevestigd."), "good")
    return redirect(url_for("erasure.index"))


@erasure.post("/devices/<int:device_id>/disks/destroy")
@requires("erasure.accept")
def put_on_the_list(device_id: int) -> ResponseReturnValue:
    """A disk that cannot be erased goes on the list, where its destruction is ordered."""
    device = devices.get(db.session, me().organisation_id, device_id)
    medium = request.form.get("medium", "")[:200]
    report = diagnosis.latest_report(db.session, device)
    plans = planning.plans(report, settings().erasure.policy) if report else ()
    disk = next((one.disk for one in plans if one.medium == medium), None)
    found = matters.open_by_hand(db.session, device, medium, disk)
    return redirect(url_for("erasure.matter", matter_id=found.id))


@erasure.get("/erasures/<int:matter_id>/label.pdf")
@requires("erasure.order")
def label(matter_id: int) -> Response:
    """The red label for a disk that has to be destroyed."""
    row = _row(matter_id)
    if not row.matter.is_to_be_destroyed:
        raise NotFound(N_("Deze schijf hoeft niet (meer) vernietigd te worden."))
    tag = row.device.tag
    lines = (
        row.matter.disk_model or "",
        row.matter.disk_serial or row.matter.medium,
        gettext("uit toestel %(tag)s", tag=format_tag(tag)) if tag else "",
    )
    body = doomed.pdf(gettext("VERNIETIGEN"), lines)
    return Response(body, mimetype="application/pdf")


def _row(matter_id: int) -> Row:
    return matters.get(db.session, me().organisation_id, matter_id)


def _actor() -> Actor:
    return Actor(account_id=me().id)


def _shown(
    row: Row,
    *,
    accepting: AcceptForm | None = None,
    destroying: DestroyForm | None = None,
    confirming: PressForm | None = None,
) -> ResponseReturnValue:
    forms = (accepting, destroying, confirming)
    wrong = any(form is not None and form.errors for form in forms)
    page = render_template(
        "erasure/matter.html",
        row=row,
        names=accounts.names(db.session, _people(row)),
        accepting=accepting or AcceptForm(formdata=None),
        destroying=destroying or DestroyForm(formdata=None),
        confirming=confirming,
    )
    return page, 422 if wrong else 200


def _people(row: Row) -> set[int]:
    matter = row.matter
    people = (
        matter.destroy_ordered_by_id,
        matter.first_by_id,
        matter.closed_by_id,
        matter.second_by_id,
    )
    return {one for one in people if one is not None}

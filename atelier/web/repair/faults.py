"""What is wrong with a device: seen, told, named, denied."""

from collections.abc import Mapping, Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.devices import faults as service
from atelier.devices import service as devices
from atelier.devices.faults import CATEGORIES, Category, OpenFault, Problem, problems_for
from atelier.devices.models import Device
from atelier.errors import AtelierError, Conflict
from atelier.people.actor import Actor
from atelier.people.guard import me, requires
from atelier.saying import told
from atelier.web.repair import page
from atelier.web.repair.blueprint import repairs
from atelier.web.repair.forms import ActForm, acted
from atelier.words import N_


@repairs.get("/devices/<int:device_id>/repair")
@requires("repairs.do")
def index(device_id: int) -> str:
    view = page.view(db.session, _device(device_id))
    return render_template("repair/index.html", view=view, form=ActForm())


@repairs.route("/devices/<int:device_id>/faults/new", methods=["GET", "POST"])
@requires("faults.tell")
def fault_new(device_id: int) -> ResponseReturnValue:
    device = _device(device_id)
    if request.method == "POST":
        try:
            return _add(device, acted())
        except AtelierError as error:
            db.session.rollback()
            return _choices(device, error=told(error))
    return _choices(device)


@repairs.route("/devices/<int:device_id>/faults/<int:event_id>/name", methods=["GET", "POST"])
@requires("repairs.do")
def fault_name(device_id: int, event_id: int) -> ResponseReturnValue:
    """Which problem it is, where a desk or an inspection said only that something is wrong."""
    device = _device(device_id)
    fault = _fault(device, event_id)
    if request.method == "POST":
        problem = request.form.get("problem", "")
        try:
            service.name(db.session, device, fault.key, problem, actor=_actor(), client_id=acted())
        except AtelierError as error:
            db.session.rollback()
            return _choices(_device(device_id), fault=fault, error=told(error))
        return redirect(url_for("repairs.index", device_id=device.id))
    return _choices(device, fault=fault)


@repairs.post("/devices/<int:device_id>/faults/confirm")
@requires("faults.tell")
def fault_confirm(device_id: int) -> ResponseReturnValue:
    """What the agent thought wrong: it is (``yes``), or it is not."""
    device, client_id = _device(device_id), acted()
    problem = request.form.get("problem", "")
    if request.form.get("answer") == "yes":
        _open(device, problem, client_id, source="agent")
    else:
        service.dismiss(db.session, device, problem, actor=_actor(), client_id=client_id)
        flash(gettext("Genoteerd: dit is niet stuk."), "good")
    return redirect(url_for("repairs.index", device_id=device.id))


@repairs.post("/devices/<int:device_id>/faults/<int:event_id>/close")
@requires("repairs.do")
def fault_close(device_id: int, event_id: int) -> ResponseReturnValue:
    """It was not broken after all, or it may stay like this."""
    device, client_id = _device(device_id), acted()
    if service.is_told(db.session, device, client_id):  # a double tap
        return redirect(url_for("repairs.index", device_id=device.id))
    fault = _fault(device, event_id)
    accepted = request.form.get("how") == "accepted"
    service.close(
        db.session,
        device,
        fault.key,
        actor=_actor(),
        client_id=client_id,
        how="accepted" if accepted else "mistaken",
        more={"problem": fault.problem},
    )
    flash(gettext("Genoteerd: dit is niet stuk."), "good")
    return redirect(url_for("repairs.index", device_id=device.id))


def _add(device: Device, client_id: str) -> ResponseReturnValue:
    blocking = {"yes": True, "no": False}.get(request.form.get("blocking", ""))
    words = request.form.get("words", "")
    new = _open(device, request.form.get("problem", ""), client_id, blocking=blocking, words=words)
    if new:
        flash(gettext("Genoteerd. Wie herstelt, ziet het nu."), "good")
    return redirect(url_for(_back(), device_id=device.id))


def _open(
    device: Device,
    problem: str,
    client_id: str,
    *,
    source: service.Source = "person",
    blocking: bool | None = None,
    words: str = "",
) -> bool:
    same = (one.key for one in service.open_faults(db.session, device) if one.problem == problem)
    event = service.open(
        db.session,
        device,
        problem=problem,
        # Who says no more than what is open already, means that; of words we cannot tell.
        key=None if words.strip() else next(same, None),
        source=source,
        blocking=blocking,
        words=words,
        actor=_actor(),
        client_id=client_id,
    )
    new = service.is_new(event, client_id)
    if not new:
        name = gettext(service.problem_of(problem).word)
        flash(
            gettext(
                "%(problem)s staat er al bij. Je hoeft het niet nog eens te zeggen.", problem=name
            ),
            "attention",
        )
    return new


def _choices(
    device: Device, *, fault: OpenFault | None = None, error: str | None = None
) -> ResponseReturnValue:
    rendered = render_template(
        "repair/fault.html",
        device=device,
        fault=fault,
        groups=_grouped(device),
        known={each.problem for each in service.open_faults(db.session, device)},
        form=ActForm(),
        error=error,
        back=_back(),
    )
    return rendered, 422 if error else 200


def _grouped(device: Device) -> Mapping[Category, Sequence[Problem]]:
    problems = problems_for(device.kind)
    grouped = {
        category: [each for each in problems if each.category == category.key]
        for category in CATEGORIES.values()
    }
    return {category: found for category, found in grouped.items() if found}


def _back() -> str:
    return "repairs.index" if me().may("repairs.do") else "devices.show"


def _fault(device: Device, event_id: int) -> OpenFault:
    for fault in service.open_faults(db.session, device):
        if fault.event_id == event_id:
            return fault
    raise Conflict(N_("Dit is niet meer stuk: iemand was je voor. Bekijk het toestel opnieuw."))


def _device(device_id: int) -> Device:
    return devices.get(db.session, me().organisation_id, device_id)


def _actor() -> Actor:
    return Actor(account_id=me().id)

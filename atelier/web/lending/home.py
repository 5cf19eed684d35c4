"""The desk: what it has, what is due, what comes; and one way in, which is scanning."""

from collections.abc import Sequence
from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from atelier import paging
from atelier.db import db, today
from atelier.devices import lookup
from atelier.devices import service as devices
from atelier.devices.models import Device
from atelier.lending import reminders, visits
from atelier.lending.loans.finding import Due
from atelier.lending.reminders import Call
from atelier.people.guard import me, requires
from atelier.stock.models import Place
from atelier.web.lending import current, overview, situation
from atelier.web.lending.blueprint import desk
from atelier.web.lending.calling import CalledForm
from atelier.web.lending.overview import Overview
from atelier.web.stock.words import STATE_ICONS, STATES

_LONGEST_CODE = 200


@desk.get("")
@requires("desk.see")
def index() -> str:
    """``?desk=``: the one to work at from now on."""
    return first_page()


def first_page() -> str:
    """Where whoever works at a desk begins."""
    mine = current.mine()
    chosen = current.choose(mine, request.args.get("desk"))
    if chosen is None:
        return render_template("lending/no_desk.html")
    day, named = today(), current.may_see_names(chosen.organisation_id)
    mine_here = [chosen.id] if named else []
    view = overview.of(db.session, chosen, day)
    calls = reminders.to_call(db.session, mine_here, size=overview.FEW)
    return render_template(
        "lending/desk.html",
        desk=chosen,
        desks=mine,
        view=view,
        may_lend=named,
        named=named,
        calls=calls,
        untold=_untold(view, calls.rows, day),
        calling=CalledForm(formdata=None),
        visits=visits.until(db.session, mine_here, day),
        today=day,
        states=STATES,
        icons=STATE_ICONS,
    )


def _untold(view: Overview, calls: Sequence[Call], day: date) -> int:
    """How many are overdue, unless all of them stand among ``calls`` on the same page."""
    overdue = view.due.get(Due.OVERDUE, 0)
    told = sum(call.loan.due_on < day for call in calls)
    return overdue if told < overdue else 0


@desk.get("/<int:place_id>/stock")
@requires("desk.see")
def stock(place_id: int) -> str:
    there = current.desk(place_id)
    page = overview.stock_page(db.session, there, paging.after())
    promised = overview.promised(db.session, there)
    return render_template("lending/stock.html", desk=there, page=page, promised=promised)


@desk.get("/<int:place_id>/scan")
@requires("desk.see")
def scan(place_id: int) -> ResponseReturnValue:
    there = current.desk(place_id)
    return open_code(there, request.args.get("code", "").strip()[:_LONGEST_CODE])


def scanned(code: str) -> ResponseReturnValue:
    """At the desk where the person works now."""
    there = current.choose(current.mine())
    if there is None:
        return redirect(url_for("desk.index"))
    return redirect(url_for("desk.scan", place_id=there.id, code=code))


def open_code(there: Place, code: str) -> ResponseReturnValue:
    """The page of the device that was scanned; what is unknown says what to do."""
    if not code:
        return redirect(url_for("desk.index", desk=there.id))
    found = lookup.by_code(db.session, me().organisation.workshop_id, code)
    if len(found.devices) == 1:
        (device,) = found.devices
        return redirect(url_for("desk.device", place_id=there.id, device_id=device.id))
    return render_template("lending/scanned.html", desk=there, found=found)


@desk.get("/<int:place_id>/devices/<int:device_id>")
@requires("desk.see")
def device(place_id: int, device_id: int) -> str:
    there, found = current.desk(place_id), find_device(device_id)
    here = situation.of(db.session, me(), there, found)
    return render_template("lending/device.html", desk=there, device=found, here=here)


def find_device(device_id: int) -> Device:
    """Raises NotFound for one of another workshop."""
    return devices.get(db.session, me().organisation.workshop_id, device_id)

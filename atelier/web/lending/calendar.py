"""What is due at a desk, in the calendar of whoever works there."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db, now, today
from atelier.devices.kinds import KIND_NAMES
from atelier.devices.models import Device
from atelier.edge import settings
from atelier.lending import feeds as service
from atelier.lending.models import Loan, Visit
from atelier.people import accounts
from atelier.people.guard import public, requires
from atelier.web.lending import current, words
from atelier.web.lending.blueprint import desk, feeds
from atelier.web.lending.forms import FeedForm
from atelier.web.lending.ics import Entry, calendar
from labels import tags

_MIMETYPE = "text/calendar"


@desk.route("/<int:place_id>/calendar", methods=["GET", "POST"])
@requires("desk.see")
def addresses(place_id: int) -> ResponseReturnValue:
    """Answers a new one with the address itself: it is on this one page, and kept nowhere."""
    there = current.desk(place_id)
    form, address = FeedForm(), None
    if form.validate_on_submit():
        token = service.create(
            db.session, there, actor=current.actor(), client_id=form.client_id.data
        )
        address = _outside(url_for("feeds.show", token=token))
    made = service.of(db.session, there)
    names = accounts.names(db.session, {one.created_by_id for one in made if one.created_by_id})
    page = render_template(
        "lending/calendar.html", desk=there, form=form, address=address, feeds=made, names=names
    )
    return page, 422 if form.errors else 200


@desk.post("/<int:place_id>/calendar/<int:feed_id>/revoke")
@requires("desk.see")
def revoke(place_id: int, feed_id: int) -> ResponseReturnValue:
    there = current.desk(place_id)
    service.revoke(db.session, there, feed_id, actor=current.actor())
    flash(gettext("Dit adres werkt niet meer."), "good")
    return redirect(url_for("desk.addresses", place_id=place_id))


@feeds.get("/calendar/<token>.ics")
@public
def show(token: str) -> Response:
    """Calendar programs sign in nowhere: the address itself is the secret.

    It names nobody, and says nobody's address.
    """
    there = service.desk_of(db.session, token)
    due = service.due_at(db.session, there, today())
    entries = [_entry(loan, device) for loan, device in due]
    entries += [_visit(visit) for visit in service.visits_of(db.session, there)]
    name = gettext("%(desk)s: uitleningen", desk=there.name)
    return Response(calendar(name, entries, now()), mimetype=_MIMETYPE)


def _entry(loan: Loan, device: Device) -> Entry:
    tag = tags.format_tag(device.tag) if device.tag else ""
    what = device.name or gettext(KIND_NAMES[device.kind])
    return Entry(
        key=f"loan-{loan.organisation_id}-{loan.number}@atelier",
        day=loan.due_on,
        title=gettext("Terug: %(device)s", device=f"{what} {tag}".strip()),
        text=gettext("Uitlening %(number)s", number=loan.number),
        url=_outside(url_for("loans.show", loan_id=loan.id)),
    )


def _visit(visit: Visit) -> Entry:
    """Without the address, and without what somebody wrote beside the day."""
    word, _ = words.VISITS[visit.kind]
    return Entry(
        key=f"visit-{visit.id}@atelier",
        day=visit.planned_on,
        title=gettext("Bezoek: %(what)s", what=gettext(word)),
        url=_outside(url_for("visits.show", visit_id=visit.id)),
    )


def _outside(path: str) -> str:
    """An address that works from elsewhere."""
    base = settings().site.address.rstrip("/") or request.url_root.rstrip("/")
    return base + path

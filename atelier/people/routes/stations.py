"""The machines that may send reports, and their tokens."""

from pathlib import Path

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier import paging
from atelier.db import db
from atelier.edge import aside, settings
from atelier.errors import AtelierError
from atelier.forms import put_error
from atelier.people import pairing, tokens
from atelier.people.forms import PairingForm, StationForm
from atelier.people.guard import me, requires
from atelier.people.routes.entrance import throttle

stations = Blueprint("stations", __name__, url_prefix="/stations", template_folder="../templates")


@stations.get("")
@requires("stations.manage")
def index() -> str:
    page = tokens.page(db.session, me().organisation_id, paging.after())
    return render_template("people/stations.html", page=page)


@stations.route("/new", methods=["GET", "POST"])
@requires("stations.manage")
def create() -> ResponseReturnValue:
    """Answers with the token itself: it is on this one page, and never in an address."""
    form = StationForm()
    if not form.validate_on_submit():
        return render_template("people/station_new.html", form=form), 422 if form.errors else 200
    try:
        station, token = tokens.create(
            db.session,
            organisation_id=me().organisation_id,
            name=form.name.data,
            by=me(),
            client_id=form.client_id.data,
        )
    except AtelierError as error:
        put_error(form, error)
        return render_template("people/station_new.html", form=form), error.status
    url = request.url_root.rstrip("/")
    return render_template("people/station_token.html", station=station, token=token, url=url)


@stations.route("/pair", methods=["GET", "POST"])
@requires("stations.manage")
def pair() -> ResponseReturnValue:
    """The code on a machine's screen makes it a station; no list says who else is waiting."""
    form = PairingForm()
    if not form.validate_on_submit():
        return render_template("people/station_pair.html", form=form), 422 if form.errors else 200
    try:
        outcome = _pair(form)
    except AtelierError as error:
        outcome = pairing.Refused(error=error)
    if isinstance(outcome, pairing.Refused):
        put_error(form, outcome.error)
        return render_template("people/station_pair.html", form=form), outcome.error.status
    flash(_paired(outcome), "good")
    return redirect(url_for("stations.index"))


@stations.route("/<int:station_id>/revoke", methods=["GET", "POST"])
@requires("stations.manage")
def revoke(station_id: int) -> ResponseReturnValue:
    station = tokens.get(db.session, me().organisation_id, station_id)
    if request.method == "GET":
        return render_template("people/station_revoke.html", station=station)
    tokens.revoke(db.session, station, by=me())
    flash(gettext("%(name)s kan niets meer sturen.", name=station.name), "good")
    return redirect(url_for("stations.index"))


def _pair(form: PairingForm) -> pairing.Approved | pairing.Refused:
    certificate = settings().agents.certificate
    return pairing.approve(
        db.session,
        code=form.code.data,
        name=form.name.data,
        by=me(),
        client_id=form.client_id.data,
        address=request.remote_addr or "",
        throttle=throttle(),
        certificate=Path(certificate) if certificate else None,
        announced=settings().site.address,
        aside=aside,
    )


def _paired(approved: pairing.Approved) -> str:
    said: str = gettext(
        "%(machine)s is gekoppeld als %(name)s. Je hoeft daar niets meer te typen.",
        machine=approved.machine or gettext("Het toestel"),
        name=approved.station.name,
    )
    return said

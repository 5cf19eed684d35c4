"""The machines that may send reports, and their tokens."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier import paging
from atelier.db import db
from atelier.errors import AtelierError
from atelier.forms import put_error
from atelier.people import tokens
from atelier.people.forms import StationForm
from atelier.people.guard import me, requires

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


@stations.route("/<int:station_id>/revoke", methods=["GET", "POST"])
@requires("stations.manage")
def revoke(station_id: int) -> ResponseReturnValue:
    station = tokens.get(db.session, me().organisation_id, station_id)
    if request.method == "GET":
        return render_template("people/station_revoke.html", station=station)
    tokens.revoke(db.session, station, by=me())
    flash(gettext("%(name)s kan niets meer sturen.", name=station.name), "good")
    return redirect(url_for("stations.index"))

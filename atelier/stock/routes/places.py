"""The places of an organisation: shelves, rooms, benches, vans, desks."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier import paging
from atelier.db import db
from atelier.errors import AtelierError, Conflict
from atelier.forms import put_error
from atelier.people.guard import me, requires
from atelier.stock import places as service
from atelier.stock.forms import NewPlaceForm, PlaceForm
from atelier.stock.models import Place, PlaceKind
from atelier.stock.places import KIND_ICONS, KIND_NAMES

places = Blueprint("places", __name__, url_prefix="/places", template_folder="../templates")


@places.get("")
@requires("places.edit")
def index() -> str:
    page = service.page(db.session, me().organisation_id, paging.after())
    return render_template("stock/places.html", page=page, names=KIND_NAMES, icons=KIND_ICONS)


@places.route("/new", methods=["GET", "POST"])
@requires("places.edit")
def create() -> ResponseReturnValue:
    form = NewPlaceForm()
    if not form.validate_on_submit():
        return _shown(form)
    try:
        place = service.create(
            db.session,
            organisation_id=me().organisation_id,
            kind=PlaceKind(form.kind.data),
            name=form.name.data,
            client_id=form.client_id.data,
        )
    except AtelierError as error:
        put_error(form, error)
        return _shown(form)
    flash(gettext("%(name)s staat nu in de lijst.", name=place.name), "good")
    return redirect(url_for("places.index"))


@places.route("/<int:place_id>", methods=["GET", "POST"])
@requires("places.edit")
def edit(place_id: int) -> ResponseReturnValue:
    place = _place(place_id)
    form = PlaceForm(obj=place)
    if not form.validate_on_submit():
        return _shown(form, place)
    try:
        service.change(db.session, place, kind=PlaceKind(form.kind.data), name=form.name.data)
    except AtelierError as error:
        put_error(form, error)
        return _shown(form, place)
    flash(gettext("Bewaard: %(name)s.", name=place.name), "good")
    return redirect(url_for("places.index"))


@places.route("/<int:place_id>/close", methods=["GET", "POST"])
@requires("places.edit")
def close(place_id: int) -> ResponseReturnValue:
    place = _place(place_id)
    if request.method == "GET":
        held = service.count(db.session, place)
        return render_template("stock/place_close.html", place=place, held=held)
    try:
        service.close(db.session, place)
    except Conflict as error:
        flash(gettext(error.text) % error.values, "stop")
        return redirect(url_for("places.close", place_id=place.id))
    flash(gettext("%(name)s is gesloten.", name=place.name), "good")
    return redirect(url_for("places.index"))


@places.post("/<int:place_id>/reopen")
@requires("places.edit")
def reopen(place_id: int) -> ResponseReturnValue:
    place = _place(place_id)
    service.reopen(db.session, place)
    flash(gettext("%(name)s is weer open.", name=place.name), "good")
    return redirect(url_for("places.index"))


def _place(place_id: int) -> Place:
    return service.get_physical(db.session, me().organisation_id, place_id)


def _shown(form: PlaceForm, place: Place | None = None) -> ResponseReturnValue:
    icons = {kind.value: name for kind, name in KIND_ICONS.items()}
    page = render_template("stock/place.html", form=form, place=place, icons=icons)
    return page, 422 if form.errors else 200

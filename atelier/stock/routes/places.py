"""The places of an organisation: shelves, rooms, benches, vans, desks."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier import paging
from atelier.db import db
from atelier.errors import AtelierError, Conflict
from atelier.forms import put_error
from atelier.people.guard import me, requires
from atelier.saying import told
from atelier.stock import articles, forest, tree
from atelier.stock import places as service
from atelier.stock.forms import NewPlaceForm, PlaceForm
from atelier.stock.models import Place, PlaceKind
from atelier.stock.places import KIND_ICONS, KIND_NAMES

places = Blueprint("places", __name__, url_prefix="/places", template_folder="../templates")


#: The kinds that something can be in.
_HOLD_OTHERS = frozenset(kind for inside in tree.PARENTS.values() for kind in inside if kind)


@places.get("")
@requires("places.edit")
def index() -> str:
    page = forest.page(db.session, me().organisation_id, paging.after())
    return render_template("stock/places.html", page=page, names=KIND_NAMES, icons=KIND_ICONS)


@places.route("/new", methods=["GET", "POST"])
@requires("places.edit")
def create() -> ResponseReturnValue:
    form = NewPlaceForm(parent=request.args.get("parent", "")[:10])
    _offer(form)
    if not form.validate_on_submit():
        return _shown(form)
    try:
        place = service.create(
            db.session,
            organisation_id=me().organisation_id,
            kind=PlaceKind(form.kind.data),
            name=form.name.data,
            client_id=form.client_id.data,
            parent=_parent(form),
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
    form = PlaceForm(obj=place, parent=place.parent_id or "")
    _offer(form, place)
    if not form.validate_on_submit():
        return _shown(form, place)
    try:
        service.change(
            db.session,
            place,
            kind=PlaceKind(form.kind.data),
            name=form.name.data,
            parent=_parent(form),
        )
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
        return render_template(
            "stock/place_close.html",
            place=place,
            held=service.count(db.session, place),
            pieces=service.count_articles(db.session, place),
            inside=service.open_inside(db.session, place),
        )
    try:
        service.close(db.session, place)
    except Conflict as error:
        flash(told(error), "stop")
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


def _parent(form: PlaceForm) -> Place | None:
    return _place(form.parent_id) if form.parent_id else None


def _offer(form: PlaceForm, place: Place | None = None) -> None:
    """What it can be in: the open places, and the one that it is in now."""
    offered = list(service.physical(db.session, me().organisation_id))
    if place is not None:
        offered = [one for one in offered if one.id != place.id]
        if place.parent_id is not None and place.parent_id not in {one.id for one in offered}:
            offered.append(_place(place.parent_id))
    holding = [one for one in offered if PlaceKind(one.kind) in _HOLD_OTHERS]
    form.offer(tree.paths(db.session, holding))


def _shown(form: PlaceForm, place: Place | None = None) -> ResponseReturnValue:
    page = render_template(
        "stock/place.html",
        form=form,
        place=place,
        path=tree.paths(db.session, [place])[place.id] if place else "",
        held=service.count(db.session, place) if place else 0,
        pieces=articles.at(db.session, place) if place else (),
        icons={kind.value: name for kind, name in KIND_ICONS.items()},
    )
    return page, 422 if form.errors else 200

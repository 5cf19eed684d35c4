"""What a coordinator says of a desk: where, when open, what stands there."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier import ids
from atelier.db import db
from atelier.errors import AtelierError
from atelier.lending import serving
from atelier.people.guard import me, requires
from atelier.people.models import Organisation
from atelier.stock import desks as service
from atelier.stock import places
from atelier.stock.models import Place, PlaceKind
from atelier.web.lending import current, overview
from atelier.web.lending.blueprint import desks
from atelier.web.lending.desk_forms import (
    DeskForm,
    EquipmentForm,
    NewDeskForm,
    PeopleForm,
    read_position,
    show_hours,
)
from atelier.web.lending.telling import tell


@desks.get("")
@requires("lending.rules")
def index() -> str:
    served = serving.served(db.session, me().organisation_id)
    mine = service.all_of(db.session, [one.id for one in served])
    by_organisation = {
        one.id: [desk for desk in mine if desk.organisation_id == one.id] for one in served
    }
    return render_template("lending/desks.html", served=served, desks=by_organisation)


@desks.route("/new/<int:organisation_id>", methods=["GET", "POST"])
@requires("lending.rules")
def create(organisation_id: int) -> ResponseReturnValue:
    organisation = serving.get(db.session, me().organisation_id, organisation_id)
    form = NewDeskForm()
    if form.validate_on_submit():
        try:
            place = serving.open_desk(
                db.session, organisation, form.name.data, client_id=form.client_id.data
            )
        except AtelierError as error:
            db.session.rollback()
            tell(form, error)
        else:
            return redirect(url_for("desks.edit", place_id=place.id))
    page = render_template("lending/desk_new.html", form=form, organisation=organisation)
    return page, 422 if form.errors else 200


@desks.route("/<int:place_id>", methods=["GET", "POST"])
@requires("lending.rules")
def edit(place_id: int) -> ResponseReturnValue:
    place = current.desk(place_id)
    form = DeskForm(data=_known(place))
    if form.validate_on_submit():
        try:
            _change(place, form)
        except AtelierError as error:
            db.session.rollback()
            tell(form, error)
        else:
            flash(gettext("Bewaard: %(name)s.", name=place.name), "good")
            return redirect(url_for("desks.edit", place_id=place_id))
    return _shown(place, form)


@desks.post("/<int:place_id>/equipment")
@requires("lending.rules")
def equipment(place_id: int) -> ResponseReturnValue:
    """Makes the place where what stands at the desk for good is written down."""
    place = current.desk(place_id)
    form = EquipmentForm()
    if form.validate_on_submit() and serving.equipment_of(db.session, place) is None:
        places.create(
            db.session,
            organisation_id=place.organisation_id,
            kind=PlaceKind.EQUIPMENT,
            name=gettext("Uitrusting %(name)s", name=place.name)[:80],
            client_id=ids.part(form.client_id.data, "equipment"),
            parent=place,
        )
    return redirect(url_for("desks.edit", place_id=place_id, _anchor="equipment"))


def _change(place: Place, form: DeskForm) -> None:
    if form.name.data.strip() != place.name:
        parent = db.session.get(Place, place.parent_id) if place.parent_id else None
        places.change(db.session, place, kind=PlaceKind.DESK, name=form.name.data, parent=parent)
    service.change(
        db.session,
        place,
        address=form.address.data or "",
        contact=form.contact.data or "",
        mobile=bool(form.mobile.data),
        position=read_position(form.position.data or ""),
        hours=form.hours,
    )
    service.set_delivery_day(db.session, place, form.delivery_day.data or None)


def _known(place: Place) -> dict[str, object]:
    desk = service.of(db.session, place)
    on_map = desk.latitude is not None and desk.longitude is not None
    return {
        "name": place.name,
        "address": desk.address,
        "contact": desk.contact,
        "mobile": desk.mobile,
        "delivery_day": desk.delivery_day or "",
        "position": f"{desk.latitude}, {desk.longitude}" if on_map else "",
        **{day: show_hours((desk.hours or {}).get(day)) for day in service.DAYS},
    }


def _shown(place: Place, form: DeskForm) -> ResponseReturnValue:
    stand = serving.equipment_of(db.session, place)
    page = render_template(
        "lending/desk_edit.html",
        place=place,
        form=form,
        organisation=db.session.get_one(Organisation, place.organisation_id),
        people=serving.people_of(db.session, place),
        working=service.workers(db.session, place),
        people_form=PeopleForm(formdata=None),
        equipment=stand,
        equipment_form=EquipmentForm(formdata=None),
        there=overview.stock_page(db.session, stand).rows if stand else (),
        is_own=place.organisation_id == me().organisation_id,
    )
    return page, 422 if form.errors else 200

"""Donors: the list, and each with what it gave."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier import paging
from atelier.db import db
from atelier.errors import AtelierError
from atelier.forms import put_error
from atelier.people.guard import me, requires
from atelier.workshop.intake import donations as gifts
from atelier.workshop.intake import donors as service
from atelier.workshop.intake.donors import KIND_ICONS, KIND_NAMES
from atelier.workshop.intake.forms import DonorForm, NewDonorForm
from atelier.workshop.intake.models import Donor

donors = Blueprint("donors", __name__, url_prefix="/donors", template_folder="../templates")


@donors.get("")
@requires("donors.see")
def index() -> str:
    text = request.args.get("q", "").strip()[:100]
    page = service.page(db.session, me().organisation_id, text=text, after=paging.after())
    return render_template(
        "intake/donors.html",
        page=page,
        counts=gifts.counts_by_donor(db.session, [donor.id for donor in page.rows]),
        q=text,
        names=KIND_NAMES,
        icons=KIND_ICONS,
    )


@donors.route("/new", methods=["GET", "POST"])
@requires("donors.edit")
def create() -> ResponseReturnValue:
    form = NewDonorForm()
    if not form.validate_on_submit():
        return _shown(form)
    try:
        donor = service.create(
            db.session,
            organisation_id=me().organisation_id,
            client_id=form.client_id.data,
            details=form.details,
        )
    except AtelierError as error:
        put_error(form, error)
        return _shown(form)
    flash(gettext("%(name)s staat nu in de lijst.", name=donor.name), "good")
    return redirect(url_for("donors.show", donor_id=donor.id))


@donors.get("/<int:donor_id>")
@requires("donors.see")
def show(donor_id: int) -> str:
    donor = service.get(db.session, me().organisation_id, donor_id)
    page = gifts.of_donor(db.session, donor, paging.after())
    return render_template(
        "intake/donor.html",
        donor=donor,
        page=page,
        came=gifts.came(db.session, [donation.id for donation in page.rows]),
        names=KIND_NAMES,
        icons=KIND_ICONS,
    )


@donors.route("/<int:donor_id>/edit", methods=["GET", "POST"])
@requires("donors.edit")
def edit(donor_id: int) -> ResponseReturnValue:
    donor = service.get(db.session, me().organisation_id, donor_id)
    form = DonorForm(obj=donor)
    if not form.validate_on_submit():
        return _shown(form, donor)
    try:
        service.change(db.session, donor, form.details)
    except AtelierError as error:
        put_error(form, error)
        return _shown(form, donor)
    flash(gettext("Bewaard: %(name)s.", name=donor.name), "good")
    return redirect(url_for("donors.show", donor_id=donor.id))


def _shown(form: DonorForm, donor: Donor | None = None) -> ResponseReturnValue:
    page = render_template("intake/donor_form.html", form=form, donor=donor, icons=KIND_ICONS)
    return page, 422 if form.errors else 200

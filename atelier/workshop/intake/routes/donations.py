"""Donations: what was promised, what came, and the way to receive the rest."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier import paging
from atelier.db import db
from atelier.errors import AtelierError
from atelier.forms import put_error
from atelier.people.guard import me, requires
from atelier.workshop.intake import donations as service
from atelier.workshop.intake import donors, sorting
from atelier.workshop.intake.forms import DonationForm, NewDonationForm
from atelier.workshop.intake.models import Donation, Donor
from atelier.workshop.intake.routes.offering import ARTICLE_ICONS

donations = Blueprint("donations", __name__, template_folder="../templates")


@donations.route("/donors/<int:donor_id>/donations/new", methods=["GET", "POST"])
@requires("donors.edit")
def create(donor_id: int) -> ResponseReturnValue:
    donor = donors.get(db.session, me().organisation_id, donor_id)
    form = NewDonationForm()
    if not form.validate_on_submit():
        return _shown(form, donor)
    try:
        donation = service.create(
            db.session, donor=donor, client_id=form.client_id.data, details=form.details
        )
    except AtelierError as error:
        put_error(form, error)
        return _shown(form, donor)
    flash(gettext("Schenking %(reference)s is gemaakt.", reference=donation.reference), "good")
    return redirect(url_for("donations.show", donation_id=donation.id))


@donations.get("/donations/<int:donation_id>")
@requires("donors.see")
def show(donation_id: int) -> str:
    donation = _donation(donation_id)
    return render_template(
        "intake/donation.html",
        donation=donation,
        progress=service.progress(db.session, donation),
        page=service.devices_of(db.session, donation, paging.after()),
        along=sorting.of(db.session, donation),
        SCRAP_NAMES=sorting.SCRAP,
        ALONG_ICONS=ARTICLE_ICONS,
    )


@donations.route("/donations/<int:donation_id>/edit", methods=["GET", "POST"])
@requires("donors.edit")
def edit(donation_id: int) -> ResponseReturnValue:
    donation = _donation(donation_id)
    form = DonationForm(obj=donation)
    if not form.validate_on_submit():
        return _shown(form, donation.donor, donation)
    try:
        service.change(db.session, donation, form.details)
    except AtelierError as error:
        put_error(form, error)
        return _shown(form, donation.donor, donation)
    flash(gettext("Bewaard: %(name)s.", name=donation.reference), "good")
    return redirect(url_for("donations.show", donation_id=donation.id))


@donations.post("/donations/<int:donation_id>/close")
@requires("donors.edit")
def close(donation_id: int) -> ResponseReturnValue:
    service.close(db.session, _donation(donation_id))
    flash(gettext("Deze schenking is gesloten."), "good")
    return redirect(url_for("donations.show", donation_id=donation_id))


@donations.post("/donations/<int:donation_id>/reopen")
@requires("donors.edit")
def reopen(donation_id: int) -> ResponseReturnValue:
    service.reopen(db.session, _donation(donation_id))
    flash(gettext("Deze schenking is weer open."), "good")
    return redirect(url_for("donations.show", donation_id=donation_id))


def _donation(donation_id: int) -> Donation:
    return service.get(db.session, me().organisation_id, donation_id)


def _shown(
    form: DonationForm, donor: Donor, donation: Donation | None = None
) -> ResponseReturnValue:
    page = render_template("intake/donation_form.html", form=form, donor=donor, donation=donation)
    return page, 422 if form.errors else 200

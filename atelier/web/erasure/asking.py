"""Asking for an erasure: one disk, one machine, or every machine of a donation that is on now."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from atelier.bench.models import Order
from atelier.db import db
from atelier.devices import service as devices
from atelier.devices.models import Device
from atelier.edge import settings
from atelier.errors import AtelierError, Invalid
from atelier.forms import put_error
from atelier.people.guard import me, requires
from atelier.web.erasure import donation as of_donation
from atelier.web.erasure.blueprint import erasure
from atelier.web.erasure.forms import LONGEST_MEDIUM, MOST_MEDIA, AskDonationForm, AskForm
from atelier.web.erasure.page import Asking, asking
from atelier.words import N_
from atelier.workshop.diagnosis import measured
from atelier.workshop.erasure import asking as service
from atelier.workshop.erasure.asking import Asker, Wanted
from atelier.workshop.intake import donations


@erasure.route("/devices/<int:device_id>/erase", methods=["GET", "POST"])
@requires("erasure.order")
def ask(device_id: int) -> ResponseReturnValue:
    """All disks of the device, or the one that ``?disk=`` names."""
    device = devices.get(db.session, me().organisation_id, device_id)
    form = AskForm()
    if not form.validate_on_submit():
        return _shown(form, device)
    try:
        ordered = _ask(device, form)
    except AtelierError as error:
        db.session.rollback()
        put_error(form, error)
        return _shown(form, devices.get(db.session, me().organisation_id, device_id))
    _say(len(ordered))
    return redirect(url_for("devices.show", device_id=device.id, _anchor="bench"))


@erasure.route("/donations/<int:donation_id>/erase", methods=["GET", "POST"])
@requires("erasure.order")
def ask_donation(donation_id: int) -> ResponseReturnValue:
    organisation_id = me().organisation_id
    donation = donations.get(db.session, organisation_id, donation_id)
    form = AskDonationForm()
    if not form.validate_on_submit():
        return _donation_shown(form, donation_id)
    try:
        count = of_donation.ask(
            db.session,
            donation,
            shown=_media_shown(),
            typed=form.code.data or "",
            by=_asker(),
            client_id=form.client_id.data,
        )
    except AtelierError as error:
        db.session.rollback()
        put_error(form, error)
        return _donation_shown(form, donation_id)
    _say(count)
    return redirect(url_for("bench.index"))


def _ask(device: Device, form: AskForm) -> list[Order]:
    tag = service.confirm_tag(device, form.code.data or "")
    return list(
        service.ask(
            db.session,
            device,
            measured.newest(db.session, device),
            Wanted(media=frozenset(_media_shown()), full=bool(form.full.data)),
            policy=settings().erasure.policy,
            confirmed_by=tag,
            by=_asker(),
            client_id=form.client_id.data,
        )
    )


def _media_shown() -> list[str]:
    shown = request.form.getlist("media")
    if not shown or len(shown) > MOST_MEDIA or any(len(one) > LONGEST_MEDIUM for one in shown):
        raise Invalid(N_("Deze pagina is te oud. Open ze opnieuw en probeer nog eens."))
    return shown


def _asker() -> Asker:
    return Asker(account_id=me().id, coordinator=me().may("erasure.accept"))


def _say(count: int) -> None:
    said = ngettext(
        "Het wissen van %(num)s schijf begint.", "Het wissen van %(num)s schijven begint.", count
    )
    flash(said, "good")


def _shown(form: AskForm, device: Device) -> ResponseReturnValue:
    view: Asking = asking(db.session, device, request.args.get("disk"), _asker())
    page = render_template("erasure/ask.html", form=form, view=view)
    return page, 422 if form.errors else 200


def _donation_shown(form: AskDonationForm, donation_id: int) -> ResponseReturnValue:
    donation = donations.get(db.session, me().organisation_id, donation_id)
    page = render_template(
        "erasure/ask_donation.html",
        form=form,
        donation=donation,
        machines=of_donation.machines(db.session, donation, _asker()),
    )
    return page, 422 if form.errors else 200

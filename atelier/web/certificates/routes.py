"""Certificates: made and downloaded by people of the workshop, checked by anyone."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.devices import service as devices
from atelier.edge import aside, settings
from atelier.errors import AtelierError, NotFound
from atelier.forms import put_error
from atelier.people.guard import me, public, requires
from atelier.people.routes.entrance import throttle
from atelier.people.throttle import count_failure, refuse_when_closed
from atelier.web import language
from atelier.web.certificates import donation as donations
from atelier.web.certificates import making, words
from atelier.web.certificates.forms import CheckForm, IssueForm
from atelier.web.certificates.office import office
from atelier.words import N_
from atelier.workshop.erasure.certificates import checking, finding, keys
from atelier.workshop.erasure.certificates import making as forms_of
from atelier.workshop.erasure.certificates.checking import Verdict
from atelier.workshop.erasure.certificates.models import Certificate
from atelier.workshop.intake import donations as intake
from labels.certificates.numbers import format_number

certificates = Blueprint("certificates", __name__)
certificates.record_once(lambda state: words.init_app(state.app))

#: Made with one press at most: each takes a good part of a second.
AT_ONCE = 10


@certificates.route("/certificates/check", methods=["GET", "POST"])
@public
def check() -> ResponseReturnValue:
    """For a donor, or whoever was shown a certificate. Nothing is kept of what they send."""
    form = CheckForm()
    if not form.validate_on_submit():
        form.number.data = form.number.data or request.args.get("number", "")[:40]
        return _check_page(form, None), 422 if form.errors else 200
    try:
        verdict = _verdict(form)
    except AtelierError as error:
        put_error(form, error)
        return _check_page(form, None), error.status
    return _check_page(form, verdict)


@certificates.get("/certificates/keys")
@public
def public_keys() -> Response:
    """The public keys of all times, to check a certificate without this server."""
    lines = []
    for period in keys.periods(db.session):
        until = period.until.isoformat() if period.until else "now"
        lines.append(f"# {period.key.name}, from {period.key.begins_at.isoformat()} until {until}")
        lines += [period.key.public_key.strip(), period.key.certificate.strip(), ""]
    return Response("\n".join(lines), mimetype="text/plain")


@certificates.get("/certificates/<int:certificate_id>.pdf")
@requires("certificates.see")
def pdf(certificate_id: int) -> Response:
    certificate = _certificate(certificate_id)
    chosen = request.args.get("language", language.current())
    content = finding.pdf(db.session, certificate, settings().files, chosen)
    return Response(content, mimetype="application/pdf", headers=_named(certificate, "pdf"))


@certificates.get("/certificates/<int:certificate_id>.json")
@requires("certificates.see")
def json(certificate_id: int) -> Response:
    certificate = _certificate(certificate_id)
    content = forms_of.json_file(certificate)
    return Response(content, mimetype="application/json", headers=_named(certificate, "json"))


@certificates.post("/devices/<int:device_id>/certificates")
@requires("certificates.see")
def issue(device_id: int) -> ResponseReturnValue:
    """Of one erasure or destruction in this device; the person vouches for having looked at it."""
    device = devices.get(db.session, me().organisation_id, device_id)
    wanted = request.form.get("what", "")
    entry = next((e for e in finding.of_device(db.session, device) if e.key == wanted), None)
    if entry is None:
        raise NotFound(N_("Dit bestaat niet meer. Open de pagina van het toestel opnieuw."))
    made = making.issue(db.session, entry, office=office(), by=me())
    flash(_made(made), "good")
    return redirect(url_for("devices.show", device_id=device_id, _anchor="certificates"))


@certificates.route("/donations/<int:donation_id>/certificates", methods=["GET", "POST"])
@requires("donors.see")
def of_donation(donation_id: int) -> ResponseReturnValue:
    donation = intake.get(db.session, me().organisation_id, donation_id)
    if request.method == "POST":
        _make_some(donations.disks(db.session, donation))
        return redirect(url_for("certificates.of_donation", donation_id=donation_id))
    return render_template(
        "certificates/donation.html",
        donation=donation,
        disks=donations.disks(db.session, donation),
        summary=finding.of_donation(db.session, donation.id),
        form=IssueForm(),
    )


@certificates.post("/donations/<int:donation_id>/certificates/summary")
@requires("donors.see")
def summarise(donation_id: int) -> ResponseReturnValue:
    donation = intake.get(db.session, me().organisation_id, donation_id)
    made = donations.issue(db.session, donation, office=office(), by=me())
    flash(_made(made), "good")
    return redirect(url_for("certificates.of_donation", donation_id=donation_id))


def _verdict(form: CheckForm) -> Verdict:
    """Raises Invalid, TooMany. Each attempt counts, right or wrong: nobody tries all numbers."""
    limits = throttle()
    address = limits.address_key(request.remote_addr or "")
    counted = {f"certificate:{address}": settings().certificates.checks}
    refuse_when_closed(db.session, counted, limits)
    count_failure(db.session, counted, limits)
    if form.file.data:
        content = form.file.data.stream.read(checking.MOST_BYTES + 1)
        return checking.by_file(db.session, content, aside)
    return checking.by_number(db.session, form.number.data or "")


def _check_page(form: CheckForm, verdict: Verdict | None) -> str:
    return render_template("certificates/check.html", form=form, verdict=verdict)


def _make_some(found: donations.Disks) -> None:
    for entry in found.to_make[:AT_ONCE]:
        making.issue(db.session, entry, office=office(), by=me())
    made, left = len(found.to_make[:AT_ONCE]), len(found.to_make[AT_ONCE:])
    flash(gettext("Certificaten gemaakt: %(count)s.", count=made), "good")
    if left:
        flash(gettext("Er zijn er nog %(count)s te maken: druk nog eens.", count=left), "attention")


def _certificate(certificate_id: int) -> Certificate:
    return finding.get(db.session, me().organisation_id, certificate_id)


def _made(certificate: Certificate) -> str:
    said: str = gettext(
        "Het certificaat is klaar: nummer %(number)s.", number=format_number(certificate.number)
    )
    return said


def _named(certificate: Certificate, ending: str) -> dict[str, Any]:
    name = f"certificaat-{certificate.number}.{ending}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}

"""The borrower signs on the screen or on paper; and the papers themselves."""

import base64
import binascii

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db, today
from atelier.edge import settings
from atelier.errors import AtelierError, Conflict, Forbidden, Invalid
from atelier.lending.borrowers import LANGUAGES
from atelier.lending.loans import finding, photos, signing
from atelier.lending.models import Borrower, Loan
from atelier.people.guard import me, requires
from atelier.web.certificates.office import speech
from atelier.web.lending import current, loan_page, papers
from atelier.web.lending.blueprint import loans
from atelier.web.lending.forms import SignForm
from atelier.web.lending.photo_forms import StatePhotoForm
from atelier.web.lending.telling import tell
from atelier.words import N_
from labels import agreements

_PNG = "data:image/png;base64,"


@loans.route("/loans/<int:loan_id>/sign", methods=["GET", "POST"])
@requires("loans.make")
def sign(loan_id: int) -> ResponseReturnValue:
    loan = own_loan(loan_id)
    form = SignForm()
    if not form.validate_on_submit():
        return _shown(loan, form)
    try:
        signing.sign(
            db.session,
            loan,
            "paper" if request.form.get("how") == "paper" else "screen",
            picture=_picture(form.picture.data or ""),
            files=settings().files,
            actor=current.actor(),
            client_id=form.client_id.data,
        )
    except AtelierError as error:
        db.session.rollback()
        tell(form, error)
        return _shown(loan, form)
    flash(gettext("Klaar. Uitlening %(number)s is getekend.", number=loan.number), "good")
    return redirect(url_for("loans.show", loan_id=loan_id))


@loans.get("/loans/<int:loan_id>/agreement.pdf")
@requires("desk.see")
def agreement(loan_id: int) -> Response:
    """``?lang=``; else in the language of the borrower."""
    loan = own_loan(loan_id)
    content = papers.agreement(db.session, loan, settings().files)
    return _pdf(agreements.agreement(content, speech(_language(loan))), "afspraken", loan)


@loans.get("/loans/<int:loan_id>/deed.pdf")
@requires("desk.see")
def deed(loan_id: int) -> Response:
    loan = own_loan(loan_id)
    if loan.ended_how != "given":
        raise Conflict(N_("Dit toestel is niet voor altijd gegeven."))
    content = papers.deed(db.session, loan)
    return _pdf(agreements.deed(content, speech(_language(loan))), "schenking", loan)


def own_loan(loan_id: int) -> Loan:
    """One of the person's own organisation. Raises NotFound or Forbidden."""
    loan = finding.get(db.session, me(), loan_id)
    if not current.may_see_names(loan.organisation_id):
        raise Forbidden(N_("Dit kan alleen wie bij de organisatie van dit punt werkt."))
    return loan


def _picture(told: str) -> bytes:
    """The PNG that the page drew. Raises Invalid."""
    if not told:
        return b""
    try:
        return base64.b64decode(told.removeprefix(_PNG), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Invalid(signing.NOTHING_DRAWN, field="picture") from error


def _language(loan: Loan) -> str:
    asked = request.args.get("lang")
    known = db.session.get_one(Borrower, loan.borrower_id).language
    return asked if asked in LANGUAGES else known


def _pdf(content: bytes, name: str, loan: Loan) -> Response:
    named = f'inline; filename="{name}-{loan.number}.pdf"'
    return Response(content, mimetype="application/pdf", headers={"Content-Disposition": named})


def _shown(loan: Loan, form: SignForm) -> ResponseReturnValue:
    page = render_template(
        "lending/sign.html",
        row=finding.row_of(db.session, loan, today()),
        goods=loan_page.things(db.session, loan),
        form=form,
        photographing=StatePhotoForm(formdata=None),
        photos=len(photos.of(db.session, loan)),
        languages=LANGUAGES,
    )
    return page, 422 if form.errors else 200

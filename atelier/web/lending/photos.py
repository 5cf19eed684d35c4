"""Photos of how a device looked as it went out, and as it came back."""

from flask import Response, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db, today
from atelier.edge import settings
from atelier.errors import AtelierError
from atelier.forms import put_error
from atelier.lending.loans import finding
from atelier.lending.loans import photos as service
from atelier.lending.models import Loan
from atelier.people.guard import requires
from atelier.web.lending import current
from atelier.web.lending.blueprint import loans
from atelier.web.lending.photo_forms import StatePhotoForm
from atelier.web.lending.signing import own_loan


@loans.post("/loans/<int:loan_id>/photos")
@requires("loans.make")
def photograph(loan_id: int) -> ResponseReturnValue:
    """Leads back to signing where that was not done yet: a photo is taken in between."""
    loan = own_loan(loan_id)
    form = StatePhotoForm()
    if not form.validate_on_submit():
        return _shown(loan, form)
    try:
        service.add(
            db.session,
            loan,
            form.photo.data.read(),
            files=settings().files,
            actor=current.actor(),
            client_id=form.client_id.data,
        )
    except AtelierError as error:
        db.session.rollback()
        put_error(form, error)
        return _shown(loan, form)
    flash(gettext("De foto is bewaard."), "good")
    if loan.ended_at is None and not loan.signed_how:
        return redirect(url_for("loans.sign", loan_id=loan_id))
    return redirect(url_for("loans.show", loan_id=loan_id, _anchor="photos"))


@loans.get("/loans/<int:loan_id>/photos/<int:photo_id>.jpg")
@requires("loans.make")
def photo(loan_id: int, photo_id: int) -> Response:
    return _file(loan_id, photo_id)


@loans.get("/loans/<int:loan_id>/photos/<int:photo_id>/small.jpg")
@requires("loans.make")
def photo_small(loan_id: int, photo_id: int) -> Response:
    return _file(loan_id, photo_id, small=True)


def _file(loan_id: int, photo_id: int, *, small: bool = False) -> Response:
    loan = own_loan(loan_id)
    path = service.path(db.session, loan, photo_id, settings().files, small=small)
    answer = send_file(path.absolute(), mimetype="image/jpeg")
    # No browser keeps what we forget.
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _shown(loan: Loan, form: StatePhotoForm) -> ResponseReturnValue:
    row = finding.row_of(db.session, loan, today())
    page = render_template("lending/photo.html", row=row, form=form)
    return page, 422 if form.errors else 200

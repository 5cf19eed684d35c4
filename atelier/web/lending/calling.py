"""Whom a desk has to call, because nobody could write to them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier import ids, paging
from atelier.db import db, today
from atelier.errors import Invalid
from atelier.forms import CreatingForm
from atelier.lending import reminders
from atelier.people.guard import requires
from atelier.web.lending import current
from atelier.web.lending.blueprint import desk
from atelier.web.lending.signing import own_loan
from atelier.words import N_


class CalledForm(CreatingForm):
    """Nothing to fill in."""


@desk.get("/<int:place_id>/calls")
@requires("loans.make")
def calls(place_id: int) -> str:
    there = current.own_desk(place_id)
    page = reminders.to_call(db.session, [there.id], paging.after())
    return render_template(
        "lending/calls.html",
        desk=there,
        page=page,
        calling=CalledForm(formdata=None),
        today=today(),
    )


@desk.post("/<int:place_id>/calls/<int:loan_id>")
@requires("loans.make")
def called(place_id: int, loan_id: int) -> ResponseReturnValue:
    """Somebody told the borrower; of several who press, one counts."""
    there, loan = current.own_desk(place_id), own_loan(loan_id)
    form = CalledForm()
    if not form.validate_on_submit():
        raise Invalid(N_("Dit formulier is niet volledig. Open het opnieuw."))
    # All rows of a page carry one id.
    client_id = ids.part(form.client_id.data, f"loan {loan.id}")
    if reminders.called(db.session, loan, actor=current.actor(), client_id=client_id):
        flash(gettext("Genoteerd bij uitlening %(number)s.", number=loan.number), "good")
    if request.form.get("from") == "desk":
        return redirect(url_for("desk.index", desk=there.id))
    return redirect(url_for("desk.calls", place_id=there.id))

"""Borrowers: who they are, what they have and had, put right, and forgotten."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier import paging
from atelier.db import db, today
from atelier.edge import settings
from atelier.errors import AtelierError
from atelier.lending import borrowers as service
from atelier.lending import rules
from atelier.lending.loans import earlier, finding, instalments, photos, signing
from atelier.lending.models import Borrower
from atelier.people.guard import me, requires
from atelier.web.lending import current
from atelier.web.lending.blueprint import borrowers
from atelier.web.lending.borrower_forms import ChangeForm, ForgetForm
from atelier.web.lending.telling import tell


@borrowers.get("")
@requires("loans.make")
def index() -> str:
    """``?q=``: a name or a reference."""
    asked = request.args.get("q", "").strip()[:80]
    page = service.page(db.session, me().organisation_id, asked, paging.after())
    return render_template("lending/borrowers.html", page=page, asked=asked)


@borrowers.get("/<int:borrower_id>")
@requires("loans.make")
def show(borrower_id: int) -> str:
    borrower = _own(borrower_id)
    day, months = today(), _months()
    return render_template(
        "lending/borrower.html",
        borrower=borrower,
        running=finding.of_borrower(db.session, borrower, day),
        before=earlier.page(db.session, borrower, paging.after()),
        gifts=earlier.gifts(db.session, borrower),
        forgotten_on=service.forgotten_on(db.session, borrower, months),
        months=months,
    )


@borrowers.route("/<int:borrower_id>/edit", methods=["GET", "POST"])
@requires("loans.make")
def edit(borrower_id: int) -> ResponseReturnValue:
    borrower = _own(borrower_id)
    form = ChangeForm(obj=borrower, data={})
    if not form.validate_on_submit():
        return _edited(borrower, form)
    try:
        service.change(
            db.session,
            borrower,
            name=form.name.data,
            contact=form.contact.data,
            language=form.language.data,
            actor=current.actor(),
        )
    except AtelierError as error:
        db.session.rollback()
        tell(form, error)
        return _edited(borrower, form)
    flash(gettext("Bewaard."), "good")
    return redirect(url_for("borrowers.show", borrower_id=borrower_id))


@borrowers.route("/<int:borrower_id>/forget", methods=["GET", "POST"])
@requires("loans.make")
def forget(borrower_id: int) -> ResponseReturnValue:
    borrower = _own(borrower_id)
    form = ForgetForm()
    if form.validate_on_submit():
        try:
            service.forget(db.session, borrower, actor=current.actor())
        except AtelierError as error:
            db.session.rollback()
            tell(form, error)
        else:
            _forget_files()
            flash(gettext("Vergeten. Naam en contact zijn gewist."), "good")
            return redirect(url_for("borrowers.show", borrower_id=borrower_id))
    running = finding.of_borrower(db.session, borrower, today())
    page = render_template(
        "lending/forget.html",
        borrower=borrower,
        running=running,
        owed=instalments.owed(db.session, borrower),
        form=form,
    )
    return page, 422 if form.errors else 200


def _forget_files() -> None:
    """Once the names are gone for good; what breaks off here, the job of the night does."""
    db.session.commit()
    for kept in (signing, photos):
        kept.forget(db.session, me().organisation_id, settings().files)


def _own(borrower_id: int) -> Borrower:
    """One of the person's own organisation. Raises NotFound."""
    return service.get(db.session, me().organisation_id, borrower_id)


def _months() -> int:
    """How long names are kept here."""
    return rules.of(me().organisation, settings().lending).forget_months


def _edited(borrower: Borrower, form: ChangeForm) -> ResponseReturnValue:
    page = render_template("lending/borrower_edit.html", borrower=borrower, form=form)
    return page, 422 if form.errors else 200

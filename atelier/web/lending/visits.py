"""Visits at home: planned from the loan, listed for whoever drives, and closed."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier import ids, paging
from atelier.db import db, today
from atelier.errors import AtelierError, Invalid
from atelier.lending import helping
from atelier.lending import visits as service
from atelier.lending.loans import finding
from atelier.lending.models import Loan, Visit
from atelier.lending.visits import Plan, Row
from atelier.people.guard import me, requires
from atelier.stock.models import Place
from atelier.web.lending import current
from atelier.web.lending.blueprint import loans, visits
from atelier.web.lending.signing import own_loan
from atelier.web.lending.telling import tell
from atelier.web.lending.visit_forms import (
    AgainForm,
    ChangeForm,
    FinishForm,
    HelperForm,
    VisitForm,
    chosen,
    helpers,
)
from atelier.words import N_

_TOMORROW = timedelta(days=1)
_DAYS = 7


@visits.get("")
@requires("loans.make")
def index() -> str:
    """``?desk=``: of one desk."""
    desks, day = current.named(), today()
    asked = request.args.get("desk", "")
    places = [desk.id for desk in desks if not asked or str(desk.id) == asked]
    page = service.page(db.session, places, paging.after())
    return render_template(
        "lending/visits.html",
        page=page,
        groups=_grouped(page.rows, day),
        today=day,
        desks=desks,
        asked=asked if places else "",
    )


@loans.route("/loans/<int:loan_id>/visits/new", methods=["GET", "POST"])
@requires("loans.make")
def plan_visit(loan_id: int) -> ResponseReturnValue:
    loan = own_loan(loan_id)
    offered = helping.offered(db.session, loan)
    form = VisitForm(
        data={"planned_on": today() + _TOMORROW, "helper": str(loan.helped_at_id or "")}
    )
    form.helper.choices = helpers(offered, or_nobody=True)
    if not form.validate_on_submit():
        return _asked("lending/visit_new.html", loan, form)
    try:
        _plan(loan, form, chosen(offered, form.helper.data))
    except AtelierError as error:
        db.session.rollback()
        tell(form, error)
        return _asked("lending/visit_new.html", loan, form)
    flash(gettext("Het bezoek is gepland."), "good")
    return redirect(url_for("loans.show", loan_id=loan_id, _anchor="visits"))


@loans.route("/loans/<int:loan_id>/helper", methods=["GET", "POST"])
@requires("loans.make")
def helper(loan_id: int) -> ResponseReturnValue:
    """Which desk helps the borrower to go on learning."""
    loan = own_loan(loan_id)
    offered = helping.offered(db.session, loan)
    nearest = offered[0].id if offered else ""
    form = HelperForm(data={"helper": str(loan.helped_at_id or nearest)})
    form.helper.choices = helpers(offered, or_nobody=False)
    if not form.validate_on_submit():
        return _asked("lending/helper.html", loan, form)
    place = chosen(offered, form.helper.data)
    if place is None:
        raise Invalid(N_("Kies een digibankpunt in de lijst."))
    helping.choose(db.session, loan, place, actor=current.actor(), client_id=form.client_id.data)
    flash(gettext("%(desk)s helpt deze persoon verder.", desk=place.name), "good")
    return redirect(url_for("loans.show", loan_id=loan_id))


@visits.get("/<int:visit_id>")
@requires("loans.make")
def show(visit_id: int) -> str:
    visit = _own(visit_id)
    form = AgainForm(formdata=None, data={"moment": visit.moment})
    return _shown(visit, form)


@visits.route("/<int:visit_id>/edit", methods=["GET", "POST"])
@requires("loans.make")
def edit(visit_id: int) -> ResponseReturnValue:
    """The day, the hour, the address: what was written down wrongly."""
    visit = _own(visit_id)
    form = ChangeForm(obj=visit, data={})
    if not form.validate_on_submit():
        return _edited(visit, form)
    try:
        service.change(db.session, visit, _wanted(form), actor=current.actor())
    except AtelierError as error:
        db.session.rollback()
        tell(form, error)
        return _edited(_own(visit_id), form)
    flash(gettext("Bewaard."), "good")
    return redirect(url_for("visits.show", visit_id=visit_id))


@visits.post("/<int:visit_id>/finish")
@requires("loans.make")
def finish(visit_id: int) -> ResponseReturnValue:
    """``how``: done or cancelled. Of several who press, one counts."""
    visit = _own(visit_id)
    form = FinishForm()
    if not form.validate_on_submit():
        raise Invalid(N_("Kies hoe het bezoek afliep."))
    how: Literal["done", "cancelled"] = "done" if form.how.data == "done" else "cancelled"
    if service.finish(db.session, visit, how, actor=current.actor()):
        flash(gettext("Afgesloten. Het adres is gewist."), "good")
    return redirect(url_for("loans.show", loan_id=visit.loan_id))


@visits.post("/<int:visit_id>/again")
@requires("loans.make")
def again(visit_id: int) -> ResponseReturnValue:
    """Nobody was at home."""
    visit = _own(visit_id)
    form = AgainForm()
    if not form.validate_on_submit():
        return _shown(visit, form), 422
    try:
        made = service.again(
            db.session,
            visit,
            form.planned_on.data,
            form.moment.data or "",
            actor=current.actor(),
            client_id=form.client_id.data,
        )
    except AtelierError as error:
        db.session.rollback()
        tell(form, error)
        return _shown(visit, form), 422
    flash(gettext("Er komt een nieuw bezoek."), "good")
    return redirect(url_for("visits.show", visit_id=made.id))


def _plan(loan: Loan, form: VisitForm, helped_at: Place | None) -> None:
    actor, client_id = current.actor(), form.client_id.data
    service.plan(db.session, loan, _wanted(form), actor=actor, client_id=client_id)
    if helped_at is not None:
        helping.choose(
            db.session, loan, helped_at, actor=actor, client_id=ids.part(client_id, "helper")
        )


def _wanted(form: ChangeForm) -> Plan:
    return Plan(
        kind=form.kind.data,
        planned_on=form.planned_on.data,
        address=form.address.data,
        moment=form.moment.data or "",
    )


def _own(visit_id: int) -> Visit:
    """One of the person's own organisation: nobody else knows where its borrowers live."""
    return service.get(db.session, [me().organisation_id], visit_id)


def _grouped(rows: Sequence[Row], today: date) -> list[tuple[str, Sequence[Row]]]:
    """What ought to have been closed first, then by how soon it is; without empty groups."""
    week = today + timedelta(days=_DAYS)
    found = [
        (N_("Al voorbij: sluit het af"), [row for row in rows if row.visit.planned_on < today]),
        (N_("Vandaag"), [row for row in rows if row.visit.planned_on == today]),
        (
            N_("De komende zeven dagen"),
            [row for row in rows if today < row.visit.planned_on <= week],
        ),
        (N_("Later"), [row for row in rows if row.visit.planned_on > week]),
    ]
    return [(word, there) for word, there in found if there]


def _asked(template: str, loan: Loan, form: VisitForm | HelperForm) -> ResponseReturnValue:
    row = finding.row_of(db.session, loan, today())
    page = render_template(template, row=row, form=form)
    return page, 422 if form.errors else 200


def _edited(visit: Visit, form: ChangeForm) -> ResponseReturnValue:
    row = service.row_of(db.session, visit)
    return render_template(
        "lending/visit_edit.html", row=row, form=form
    ), 422 if form.errors else 200


def _shown(visit: Visit, form: AgainForm) -> str:
    return render_template(
        "lending/visit.html",
        row=service.row_of(db.session, visit),
        form=form,
        finishing=FinishForm(formdata=None),
    )

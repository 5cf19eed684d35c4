"""How often what is inspected."""

import sqlalchemy as sa
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.devices import inspections as service
from atelier.devices.models import InspectionPlan
from atelier.edge import settings
from atelier.errors import AtelierError, NotFound
from atelier.forms import put_error
from atelier.people.guard import me, requires
from atelier.web.inspections.blueprint import inspections
from atelier.web.inspections.forms import PlanForm
from atelier.words import N_


@inspections.route("/inspections/plans", methods=["GET", "POST"])
@requires("inspections.plan")
def plans() -> ResponseReturnValue:
    form = PlanForm()
    if form.validate_on_submit():
        try:
            plan = service.make_plan(
                db.session,
                organisation_id=me().organisation_id,
                kind=form.kind.data,
                name=form.name.data,
                months=form.months.data,
                after_loan=form.after_loan.data,
                client_id=form.client_id.data,
            )
        except AtelierError as error:
            db.session.rollback()
            put_error(form, error)
        else:
            flash(gettext("%(name)s staat nu in de lijst.", name=plan.name), "good")
            return redirect(url_for("inspections.plans"))
    rows = db.session.scalars(
        sa.select(InspectionPlan)
        .where(InspectionPlan.organisation_id == me().organisation_id)
        .order_by(InspectionPlan.kind, InspectionPlan.name)
    ).all()
    months = settings().lending.inspect_months
    page = render_template("inspections/plans.html", form=form, plans=rows, months=months)
    return page, 422 if form.errors else 200


@inspections.post("/inspections/plans/<int:plan_id>/switch")
@requires("inspections.plan")
def switch(plan_id: int) -> ResponseReturnValue:
    """In use or not; what was planned by it stays planned."""
    plan = db.session.get(InspectionPlan, plan_id)
    if plan is None or plan.organisation_id != me().organisation_id:
        raise NotFound(N_("Deze controle bestaat niet (meer)."))
    plan.active = not plan.active
    return redirect(url_for("inspections.plans"))

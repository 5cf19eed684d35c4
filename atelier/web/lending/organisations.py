"""Organisations that this workshop serves, and the rules of each."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.edge import settings
from atelier.errors import AtelierError
from atelier.lending import rules as service
from atelier.lending import serving
from atelier.people.guard import me, requires
from atelier.people.models import Organisation
from atelier.web.lending import rule_forms
from atelier.web.lending.blueprint import desks
from atelier.web.lending.desk_forms import OrganisationForm
from atelier.web.lending.rule_forms import RulesForm
from atelier.web.lending.telling import tell


@desks.route("/organisations/new", methods=["GET", "POST"])
@requires("lending.rules")
def take_on() -> ResponseReturnValue:
    """Organisation, first desk and first account: all of them, or nothing."""
    form = OrganisationForm()
    if form.validate_on_submit():
        try:
            _take_on(form)
        except AtelierError as error:
            db.session.rollback()
            tell(form, _named(error))
        else:
            said = gettext(
                "%(name)s is toegevoegd. %(person)s kan zich nu aanmelden.",
                name=form.organisation.data,
                person=form.name.data,
            )
            flash(said, "good")
            return redirect(url_for("desks.index"))
    page = render_template("lending/organisation_new.html", form=form)
    return page, 422 if form.errors else 200


@desks.route("/organisations/<int:organisation_id>/rules", methods=["GET", "POST"])
@requires("lending.rules")
def rules(organisation_id: int) -> ResponseReturnValue:
    organisation = serving.get(db.session, me().organisation_id, organisation_id)
    defaults = settings().lending
    form = RulesForm(data=rule_forms.known(organisation))
    if form.validate_on_submit():
        try:
            own = rule_forms.told(form, request.form)
            service.change(db.session, organisation, defaults, own)
        except AtelierError as error:
            db.session.rollback()
            tell(form, error)
        else:
            flash(gettext("Bewaard: de regels van %(name)s.", name=organisation.name), "good")
            return redirect(url_for("desks.index"))
    return _shown(organisation, form)


def _take_on(form: OrganisationForm) -> None:
    place = serving.take_on(
        db.session,
        me().organisation_id,
        name=form.organisation.data,
        desk=form.desk.data,
        client_id=form.client_id.data,
    )
    serving.add_worker(
        db.session,
        place,
        login=form.login.data,
        name=form.name.data,
        password=form.password.data,
        by=me(),
        client_id=form.client_id.data,
    )


def _named(error: AtelierError) -> AtelierError:
    """A name that is taken or missing is that of the organisation, not of the person."""
    if error.field == "name":
        error.field = "organisation"
    return error


def _shown(organisation: Organisation, form: RulesForm) -> ResponseReturnValue:
    page = render_template(
        "lending/rules.html",
        organisation=organisation,
        form=form,
        tariffs=rule_forms.tariffs(organisation, request.form),
        defaults=settings().lending,
        plain=settings().lending.model_dump(),
    )
    return page, 422 if form.errors else 200

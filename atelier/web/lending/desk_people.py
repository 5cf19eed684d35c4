"""Who works at a desk, and the accounts of those whom nobody else looks after."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.errors import AtelierError, NotFound
from atelier.lending import serving
from atelier.people import accounts
from atelier.people.forms import NewPasswordForm
from atelier.people.guard import me, requires
from atelier.people.models import Account
from atelier.people.roles import Role
from atelier.people.routes.entrance import throttle
from atelier.stock import desks as service
from atelier.stock.models import Place
from atelier.web.lending import current
from atelier.web.lending.blueprint import desks
from atelier.web.lending.desk_forms import PeopleForm, WorkerForm
from atelier.web.lending.telling import tell
from atelier.words import N_

_ASK_ADMINISTRATOR = N_("Nieuwe mensen van je eigen organisatie maakt een beheerder.")


@desks.post("/<int:place_id>/people")
@requires("lending.rules")
def people(place_id: int) -> ResponseReturnValue:
    place = current.desk(place_id)
    form = PeopleForm()
    if form.validate_on_submit():
        chosen = {int(key) for key in request.form.getlist("person") if key.isdecimal()}
        service.set_workers(db.session, place, chosen)
        flash(gettext("Bewaard: wie op %(name)s werkt.", name=place.name), "good")
    return redirect(url_for("desks.edit", place_id=place_id, _anchor="people"))


@desks.route("/<int:place_id>/people/new", methods=["GET", "POST"])
@requires("lending.rules")
def new_person(place_id: int) -> ResponseReturnValue:
    """Only for an organisation that is served: one's own has an administrator for that."""
    place = current.desk(place_id)
    if place.organisation_id == me().organisation_id:
        flash(gettext(_ASK_ADMINISTRATOR), "attention")
        return redirect(url_for("desks.edit", place_id=place_id, _anchor="people"))
    form = WorkerForm()
    if form.validate_on_submit():
        try:
            made = serving.add_worker(
                db.session,
                place,
                login=form.login.data,
                name=form.name.data,
                password=form.password.data,
                by=me(),
                client_id=form.client_id.data,
            )
        except AtelierError as error:
            db.session.rollback()
            tell(form, error)
        else:
            flash(gettext("%(name)s kan zich nu aanmelden.", name=made.name), "good")
            return redirect(url_for("desks.edit", place_id=place_id, _anchor="people"))
    page = render_template("lending/desk_person.html", form=form, place=place)
    return page, 422 if form.errors else 200


@desks.route("/<int:place_id>/people/<int:account_id>", methods=["GET", "POST"])
@requires("lending.rules")
def person(place_id: int, account_id: int) -> ResponseReturnValue:
    """A new password for somebody of an organisation that is served."""
    place, account = _served(place_id, account_id)
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            accounts.set_password(
                db.session, account, form.password.data, by=me(), throttle=throttle()
            )
        except AtelierError as error:
            db.session.rollback()
            tell(form, error)
        else:
            flash(gettext("%(name)s heeft een nieuw wachtwoord.", name=account.name), "good")
            return redirect(url_for("desks.edit", place_id=place_id, _anchor="people"))
    page = render_template(
        "lending/desk_account.html",
        form=form,
        closing=PeopleForm(formdata=None),
        place=place,
        account=account,
    )
    return page, 422 if form.errors else 200


@desks.post("/<int:place_id>/people/<int:account_id>/close")
@requires("lending.rules")
def close_account(place_id: int, account_id: int) -> ResponseReturnValue:
    """Who left signs in no more; what they did stays under their name. Twice is once."""
    _, account = _served(place_id, account_id)
    if PeopleForm().validate_on_submit():
        accounts.change(
            db.session,
            account,
            name=account.name,
            role=Role(account.role),
            active=False,
            language=account.language,
            by=me(),
        )
        flash(gettext("%(name)s kan zich niet meer aanmelden.", name=account.name), "good")
    return redirect(url_for("desks.edit", place_id=place_id, _anchor="people"))


def _served(place_id: int, account_id: int) -> tuple[Place, Account]:
    """Raises NotFound: one's own organisation has an administrator for its accounts."""
    place = current.desk(place_id)
    if place.organisation_id == me().organisation_id:
        raise NotFound(_ASK_ADMINISTRATOR)
    account = accounts.get(db.session, place.organisation_id, account_id)
    if account.role != Role.DESK:
        raise NotFound(N_("Dit account bestaat niet (meer). Kies een ander in de lijst."))
    return place, account

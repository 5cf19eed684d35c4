"""The people of an organisation: who signs in, with which role."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import SelectChoice

from atelier import paging
from atelier.db import db
from atelier.edge import settings
from atelier.errors import AtelierError
from atelier.forms import put_error
from atelier.people import accounts as service
from atelier.people.forms import AccountForm, NewAccountForm, NewPasswordForm
from atelier.people.guard import me, requires
from atelier.people.models import Account
from atelier.people.roles import NAMES, Role
from atelier.people.routes.entrance import throttle
from atelier.people.service import create_account

accounts = Blueprint("accounts", __name__, url_prefix="/accounts", template_folder="../templates")

_LANGUAGES = {"nl": "Nederlands", "fr": "Français", "en": "English"}


@accounts.get("")
@requires("accounts.manage")
def index() -> str:
    page = service.page(db.session, me().organisation_id, paging.after())
    return render_template("people/accounts.html", page=page, role_names=NAMES)


@accounts.route("/new", methods=["GET", "POST"])
@requires("accounts.manage")
def create() -> ResponseReturnValue:
    form = NewAccountForm()
    form.language.choices = _languages()
    if not form.validate_on_submit():
        return _shown("people/account_new.html", form)
    try:
        account = create_account(
            db.session,
            organisation_id=me().organisation_id,
            login=form.login.data,
            name=form.name.data,
            role=Role(form.role.data),
            password=form.password.data,
            language=form.language.data or None,
            by=me(),
            client_id=form.client_id.data,
        )
    except AtelierError as error:
        put_error(form, error)
        return _shown("people/account_new.html", form)
    flash(gettext("%(name)s kan zich nu aanmelden.", name=account.name), "good")
    return redirect(url_for("accounts.index"))


@accounts.route("/<int:account_id>", methods=["GET", "POST"])
@requires("accounts.manage")
def edit(account_id: int) -> ResponseReturnValue:
    account = service.get(db.session, me().organisation_id, account_id)
    form = AccountForm(data=_of(account))
    form.language.choices = _languages()
    if not form.validate_on_submit():
        return _shown("people/account.html", form, account)
    try:
        service.change(
            db.session,
            account,
            name=form.name.data,
            role=Role(form.role.data),
            active=form.active.data == "yes",
            language=form.language.data or None,
            by=me(),
        )
    except AtelierError as error:
        put_error(form, error)
        return _shown("people/account.html", form, account)
    flash(gettext("Bewaard: %(name)s.", name=account.name), "good")
    return redirect(url_for("accounts.index"))


@accounts.route("/<int:account_id>/password", methods=["GET", "POST"])
@requires("accounts.manage")
def password(account_id: int) -> ResponseReturnValue:
    account = service.get(db.session, me().organisation_id, account_id)
    form = NewPasswordForm()
    if not form.validate_on_submit():
        return _shown("people/account_password.html", form, account)
    try:
        service.set_password(db.session, account, form.password.data, by=me(), throttle=throttle())
    except AtelierError as error:
        put_error(form, error)
        return _shown("people/account_password.html", form, account)
    flash(gettext("%(name)s heeft een nieuw wachtwoord.", name=account.name), "good")
    return redirect(url_for("accounts.edit", account_id=account.id))


def _shown(
    template: str, form: AccountForm | NewPasswordForm, account: Account | None = None
) -> ResponseReturnValue:
    page = render_template(template, form=form, account=account)
    return page, 422 if form.errors else 200


def _of(account: Account) -> dict[str, str]:
    return {
        "name": account.name,
        "role": account.role,
        "language": account.language or "",
        "active": "yes" if account.active else "no",
    }


def _languages() -> list[SelectChoice]:
    here = [SelectChoice(code, _LANGUAGES[code]) for code in settings().locale.languages]
    return [SelectChoice("", gettext("Zoals ingesteld voor het atelier")), *here]

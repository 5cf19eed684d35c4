"""Badges of the people here: made, printed, taken back; and PINs for who forgot theirs."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext
from flask_login import login_user

from atelier import paging
from atelier.db import db
from atelier.edge import settings
from atelier.errors import AtelierError
from atelier.forms import CreatingForm, put_error
from atelier.people import accounts, pins
from atelier.people import badges as service
from atelier.people.guard import me, requires
from atelier.people.models import Account
from atelier.people.roles import NAMES, Role
from atelier.saying import told
from atelier.words import N_
from labels import badges as cards

badges = Blueprint("badges", __name__, url_prefix="/badges", template_folder="../templates")

WORDS = N_("Scan deze badge aan je werkbank.")


@badges.get("")
@requires("badges.give")
def index() -> str:
    page = service.page(db.session, me().organisation_id, paging.after())
    return render_template("people/badges.html", page=page, role_names=NAMES)


@badges.get("/<int:account_id>")
@requires("badges.give")
def show(account_id: int) -> str:
    return _shown(_account(account_id), CreatingForm())


@badges.post("/<int:account_id>/new")
@requires("badges.give")
def issue(account_id: int) -> ResponseReturnValue:
    """Answers with the badge itself: its code is on this one page, and never in an address."""
    account, form = _account(account_id), CreatingForm()
    if not form.validate_on_submit():
        return _shown(account, form), 422
    try:
        _, code = service.issue(db.session, account, by=me(), client_id=form.client_id.data)
        once = None if account.pin_hash else pins.give_once(db.session, account, by=me())
    except AtelierError as error:
        db.session.rollback()
        put_error(form, error)
        return _shown(account, form), error.status
    _stay(account)
    return render_template("people/badge_made.html", account=account, code=code, once=once)


@badges.post("/<int:account_id>/pin")
@requires("badges.give")
def give_pin(account_id: int) -> ResponseReturnValue:
    account = _account(account_id)
    service.refuse_beyond(me(), account)
    once = pins.give_once(db.session, account, by=me())
    return render_template("people/badge_made.html", account=account, code=None, once=once)


@badges.post("/<int:account_id>/revoke")
@requires("badges.give")
def revoke(account_id: int) -> ResponseReturnValue:
    account = _account(account_id)
    service.refuse_beyond(me(), account)
    if badge := service.live(db.session, account):
        service.revoke(db.session, badge, by=me())
        _stay(account)
    flash(gettext("De badge van %(name)s werkt niet meer.", name=account.name), "good")
    return redirect(url_for("badges.show", account_id=account.id))


@badges.post("/card.pdf")
@requires("badges.give")
def card() -> ResponseReturnValue:
    """The card of a code that was just made; only whoever has the code can ask for it."""
    try:
        badge = service.of_code(db.session, me().organisation_id, request.form.get("code", ""))
    except AtelierError as error:
        flash(told(error), "attention")
        return redirect(url_for("badges.index"))
    account = db.session.get_one(Account, badge.account_id)
    language = account.language or settings().locale.language
    with force_locale(language):
        words = gettext(WORDS)
    content = cards.pdf(
        cards.Badge(
            code=cards.read(request.form["code"]) or "",
            name=account.name,
            organisation=account.organisation.name,
            words=words,
        ),
        language,
    )
    named = f'attachment; filename="badge-{account.id}.pdf"'
    return Response(content, mimetype="application/pdf", headers={"Content-Disposition": named})


def _account(account_id: int) -> Account:
    return accounts.get(db.session, me().organisation_id, account_id)


def _stay(account: Account) -> None:
    """A new badge ends sessions; not that of whoever makes their own."""
    if account.id == me().id:
        login_user(account)


def _shown(account: Account, form: CreatingForm) -> str:
    return render_template(
        "people/badge.html",
        account=account,
        form=form,
        badge=service.live(db.session, account),
        role=NAMES[Role(account.role)],
    )

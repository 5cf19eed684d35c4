"""Signing in and out, one's own account, the language."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_user, logout_user

from atelier.db import db
from atelier.edge import aside, settings
from atelier.errors import Invalid, TooMany
from atelier.people import passwords, service
from atelier.people.forms import BadgeForm, PasswordForm, SignInForm
from atelier.people.guard import me as signed_in_person
from atelier.people.guard import public, signed_in
from atelier.people.models import Account
from atelier.people.roles import NAMES, Role
from atelier.people.routes.badge_sign_in import badge_among, take_badge
from atelier.people.routes.entrance import begin_session, next_page, people, throttle


@people.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(next_page())
    form = SignInForm()
    if badge := badge_among(form.login.data, form.password.data):
        return take_badge(badge)
    if not form.validate_on_submit():
        return _page(form)
    try:
        account = _account(form)
    except TooMany as error:
        form.password.errors = [gettext(error.text) % error.values]
        return _page(form), error.status
    if account is None:
        form.password.errors = [gettext("Naam of wachtwoord klopt niet. Probeer opnieuw.")]
        return _page(form), 401
    begin_session(account)
    return redirect(next_page())


@people.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    logout_user()
    session.clear()
    return redirect(url_for("people.sign_in"))


@people.route("/me", methods=["GET", "POST"])
@signed_in
def me() -> ResponseReturnValue:
    account = signed_in_person()
    form = PasswordForm()
    if form.validate_on_submit():
        if not passwords.matches(account.password_hash, form.current.data or ""):
            form.current.errors = [gettext("Dit is niet je huidige wachtwoord.")]
        elif _changed(form):
            login_user(account)
            flash(gettext("Je wachtwoord is veranderd."), "good")
            return redirect(url_for("people.me"))
    role = NAMES[Role(account.role)]
    return render_template("people/me.html", form=form, role=role)


@people.post("/language")
@public
def choose_language() -> ResponseReturnValue:
    chosen = request.form.get("language", "")
    if chosen in settings().locale.languages:
        session["language"] = chosen
        if current_user.is_authenticated:
            signed_in_person().language = chosen
    return redirect(next_page())


def _page(form: SignInForm) -> str:
    return render_template("people/sign_in.html", form=form, badge_form=BadgeForm(formdata=None))


def _changed(form: PasswordForm) -> bool:
    try:
        service.change_password(db.session, signed_in_person(), form.new.data or "")
    except Invalid as error:
        form.new.errors = [gettext(error.text) % error.values]
        return False
    return True


def _account(form: SignInForm) -> Account | None:
    return service.sign_in(
        db.session,
        login=form.login.data,
        password=form.password.data,
        address=request.remote_addr or "",
        throttle=throttle(),
        aside=aside,
    )

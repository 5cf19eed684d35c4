"""Signing in at a bench: a badge, a PIN, and a session that is over when nobody is there."""

from dataclasses import dataclass
from typing import Literal

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, logout_user

from atelier.db import db, now
from atelier.edge import aside
from atelier.errors import Invalid, TooMany
from atelier.people import badges, bench_session, passwords, pins
from atelier.people.forms import BadgeForm, ChoosePinForm, OwnPinForm, PinForm, SignInForm
from atelier.people.guard import me as signed_in_person
from atelier.people.guard import public, signed_in
from atelier.people.models import Account, Badge
from atelier.people.refused import Refused
from atelier.people.routes.entrance import begin_session, next_page, people, throttle
from atelier.saying import told
from atelier.words import N_
from labels import badges as cards

#: So long, in seconds, is a scanned badge waited on for its PIN.
_WAITS_S = 300
_SCANNED = "badge"
#: Where somebody was when the screen forgot them: they go on there.
_WAS = "was"
_AGAIN = N_("Scan je badge nog eens.")

Stage = Literal["scanned", "right"]


@dataclass(frozen=True, slots=True)
class _Waiting:
    badge: Badge
    account: Account
    stage: Stage


@people.post("/sign-in/badge")
@public
def scan_badge() -> ResponseReturnValue:
    form = BadgeForm()
    if not form.validate_on_submit():
        return _door(form, gettext("Scan je badge."), 422)
    return take_badge(form.code.data)


@people.route("/sign-in/pin", methods=["GET", "POST"])
@public
def pin() -> ResponseReturnValue:
    form = PinForm()
    if badge := badge_among(form.pin.data):  # somebody else was quicker than the PIN
        return take_badge(badge)
    waiting = _waiting("scanned")
    if waiting is None:
        return _scan_again()
    if not form.validate_on_submit():
        return _pin_page(form, waiting, 422 if form.errors else 200)
    try:
        refused = pins.attempt(
            db.session,
            waiting.account,
            form.pin.data,
            address=request.remote_addr or "",
            throttle=throttle(),
            aside=aside,
        )
    except TooMany as error:
        refused = Refused(error)
    if refused is not None:
        form.pin.errors = [told(refused.error)]
        status = 401 if isinstance(refused.error, Invalid) else refused.error.status
        return _pin_page(form, waiting, status)
    if waiting.account.pin_once:
        _wait(waiting.badge, "right")
        return redirect(url_for("people.new_pin", next=request.values.get("next") or None))
    return _come_in(waiting)


@people.route("/sign-in/new-pin", methods=["GET", "POST"])
@public
def new_pin() -> ResponseReturnValue:
    """Once the PIN that a coordinator gave was right: the person's own."""
    form = ChoosePinForm()
    if badge := badge_among(form.new.data, form.again.data):
        return take_badge(badge)
    waiting = _waiting("right")
    if waiting is None:
        return _scan_again()
    if form.validate_on_submit() and _chosen(form, waiting.account):
        return _come_in(waiting)
    page = render_template("people/pin_new.html", form=form, account=waiting.account)
    return page, 422 if form.errors else 200


@people.route("/me/pin", methods=["GET", "POST"])
@signed_in
def own_pin() -> ResponseReturnValue:
    account, form = signed_in_person(), OwnPinForm()
    by_pin = account.pin_hash is not None
    if not by_pin:
        form.current.label.text = gettext("Je wachtwoord")
    if form.validate_on_submit() and _is_current(form, account) and _chosen(form, account):
        flash(gettext("Je pincode is veranderd."), "good")
        return redirect(url_for("people.me"))
    badge = badges.live(db.session, account)
    page = render_template("people/pin_own.html", form=form, by_pin=by_pin, badge=badge)
    return page, 422 if form.errors else 200


@people.post("/sign-in/here")
@signed_in
def still_here() -> ResponseReturnValue:
    """Somebody does something on a page without asking for another."""
    return "", 204


@people.post("/sign-in/away")
@signed_in
def away() -> ResponseReturnValue:
    """The screen forgets who was here; the same person goes on where they were."""
    was = [signed_in_person().id, next_page()]
    logout_user()
    session.clear()  # the language as well: it was that of who was here
    session[_WAS] = was
    flash(gettext("Je was even weg. Scan je badge om verder te gaan."), "info")
    return redirect(url_for("people.sign_in"))


def badge_among(*typed: str | None) -> str | None:
    """The code of a badge that was scanned while one of these fields had the focus."""
    return next(filter(None, (cards.read(text or "") for text in typed)), None)


def take_badge(code: str) -> ResponseReturnValue:
    """Waits for the PIN of whoever's badge it is, or says at the door what is wrong with it."""
    form = BadgeForm(formdata=None)
    address = request.remote_addr or ""
    try:
        found = badges.scanned(db.session, code, address=address, throttle=throttle())
    except TooMany as error:
        return _door(form, told(error), error.status)
    if isinstance(found, Refused):
        return _door(form, told(found.error), found.error.status)
    _wait(found, "scanned")
    return redirect(url_for("people.pin", next=request.values.get("next") or None))


def _come_in(waiting: _Waiting) -> ResponseReturnValue:
    was = session.get(_WAS)
    begin_session(waiting.account)
    bench_session.begin_by_badge()
    badges.welcome(db.session, waiting.badge, waiting.account)
    if request.values.get("next"):
        return redirect(next_page())
    if was and was[0] == waiting.account.id and was[1] != url_for("home.index"):
        return redirect(was[1])
    first = "my_bench.index" if waiting.account.may("bench.work") else "home.index"
    return redirect(url_for(first))


def _chosen(form: ChoosePinForm, account: Account) -> bool:
    if pins.read(form.new.data) != pins.read(form.again.data):
        form.again.errors = [gettext("De twee pincodes zijn niet dezelfde. Probeer opnieuw.")]
        return False
    try:
        pins.choose(db.session, account, form.new.data)
    except Invalid as error:
        form.new.errors = [told(error)]
        return False
    return True


def _is_current(form: OwnPinForm, account: Account) -> bool:
    if account.pin_hash is None:
        if passwords.matches(account.password_hash, form.current.data or ""):
            return True
        form.current.errors = [gettext("Dit is niet je huidige wachtwoord.")]
        return False
    try:
        refused = pins.attempt(
            db.session,
            account,
            form.current.data,
            address=request.remote_addr or "",
            throttle=throttle(),
        )
    except TooMany as error:
        refused = Refused(error)
    if refused is not None:
        form.current.errors = [told(refused.error)]
    return refused is None


def _wait(badge: Badge, stage: Stage) -> None:
    session[_SCANNED] = [badge.id, stage, int(now().timestamp())]


def _waiting(stage: Stage) -> _Waiting | None:
    """Whose badge was scanned here a moment ago, while it and the person are still welcome."""
    badge_id, reached, at = session.get(_SCANNED) or (None, "", 0)
    if badge_id is None or reached != stage or now().timestamp() - at > _WAITS_S:
        return None
    badge = db.session.get(Badge, badge_id)
    if badge is None or badge.revoked_at is not None:
        return None
    account = db.session.get(Account, badge.account_id)
    return _Waiting(badge, account, stage) if account is not None and account.active else None


def _scan_again() -> ResponseReturnValue:
    session.pop(_SCANNED, None)
    if not current_user.is_authenticated:
        flash(gettext(_AGAIN), "attention")
    return redirect(url_for("people.sign_in", next=request.values.get("next") or None))


def _pin_page(form: PinForm, waiting: _Waiting, status: int) -> ResponseReturnValue:
    return render_template("people/pin.html", form=form, account=waiting.account), status


def _door(form: BadgeForm, words: str, status: int) -> ResponseReturnValue:
    """The page of signing in, with what is wrong with the badge."""
    form.code.errors, form.code.data = [words], ""
    page = render_template("people/sign_in.html", form=SignInForm(formdata=None), badge_form=form)
    return page, status

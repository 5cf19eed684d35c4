"""What software there is: the list, and the page of one release."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier import paging
from atelier.db import db
from atelier.edge import settings
from atelier.errors import AtelierError
from atelier.forms import put_error
from atelier.people import accounts
from atelier.people.actor import Actor
from atelier.people.guard import me, requires
from atelier.web.imaging import packages
from atelier.web.imaging.blueprint import imaging
from atelier.web.imaging.forms import ReleaseForm, WithdrawForm
from atelier.workshop.imaging import catalogue, releasing
from atelier.workshop.imaging.catalogue import Entry

_LONGEST_SEARCH = 60


@dataclass(frozen=True, kw_only=True)
class Family:
    """All releases of one name: the one to order now, those on trial, and what went before."""

    current: Entry | None
    trials: Sequence[Entry]
    others: Sequence[Entry]

    @property
    def face(self) -> Entry:
        """The one that the family is shown as."""
        return self.current or next(iter([*self.trials, *self.others]))


@imaging.get("/images")
@requires("images.see")
def index() -> str:
    return render_template("imaging/index.html", families=families(me().organisation_id))


@imaging.get("/images/<int:image_id>")
@requires("images.see")
def image(image_id: int) -> ResponseReturnValue:
    return _shown(_entry(image_id))


@imaging.post("/images/<int:image_id>/release")
@requires("images.release")
def release(image_id: int) -> ResponseReturnValue:
    entry, form = _entry(image_id), ReleaseForm()
    if not form.validate_on_submit():
        return _shown(entry, releasing_form=form)
    try:
        releasing.release(
            db.session,
            entry.image,
            notes=form.notes,
            reason=(form.reason.data or "").strip(),
            untried=bool(form.untried.data),
            by=_actor(),
            client_id=form.client_id.data,
        )
    except AtelierError as error:
        db.session.rollback()
        put_error(form, error)
        return _shown(_entry(image_id), releasing_form=form)
    flash(gettext("Vrijgegeven. Iedereen kan deze software nu op een toestel zetten."), "good")
    return redirect(url_for("imaging.image", image_id=image_id))


@imaging.post("/images/<int:image_id>/withdraw")
@requires("images.release")
def withdraw(image_id: int) -> ResponseReturnValue:
    entry, form = _entry(image_id), WithdrawForm()
    if not form.validate_on_submit():
        return _shown(entry, withdrawing_form=form)
    try:
        releasing.withdraw(
            db.session,
            entry.image,
            reason=form.reason.data or "",
            by=_actor(),
            client_id=form.client_id.data,
        )
    except AtelierError as error:
        db.session.rollback()
        put_error(form, error)
        return _shown(_entry(image_id), withdrawing_form=form)
    flash(gettext("Ingetrokken. Deze software komt op geen toestel meer."), "good")
    return redirect(url_for("imaging.image", image_id=image_id))


def families(organisation_id: int) -> list[Family]:
    """By name; in a fixed number of queries."""
    entries = catalogue.entries(db.session, organisation_id)
    return [_family(list(those)) for _, those in groupby(entries, key=lambda one: one.image.name)]


def _family(entries: Sequence[Entry]) -> Family:
    return Family(
        current=next((one for one in entries if one.is_current), None),
        trials=[one for one in entries if one.standing == "trial"],
        others=[one for one in entries if one.standing != "trial" and not one.is_current],
    )


def _entry(image_id: int) -> Entry:
    found = catalogue.get(db.session, me().organisation_id, image_id)
    return catalogue.entry(db.session, found)


def _actor() -> Actor:
    return Actor(account_id=me().id)


def _shown(
    entry: Entry,
    *,
    releasing_form: ReleaseForm | None = None,
    withdrawing_form: WithdrawForm | None = None,
) -> ResponseReturnValue:
    wrong = any(form is not None and form.errors for form in (releasing_form, withdrawing_form))
    people = {decision.account_id for decision in entry.decisions}
    if entry.image.added_by_id is not None:
        people.add(entry.image.added_by_id)
    wanted = request.args.get("q", "").strip()[:_LONGEST_SEARCH]
    page = render_template(
        "imaging/image.html",
        entry=entry,
        names=accounts.names(db.session, people),
        releasing=releasing_form or ReleaseForm(formdata=None, data={**entry.notes}),
        withdrawing=withdrawing_form or WithdrawForm(formdata=None),
        packages=packages.of(settings().imaging.folder, entry, wanted, paging.after() or 0),
        wanted=wanted,
    )
    return page, 422 if wrong else 200

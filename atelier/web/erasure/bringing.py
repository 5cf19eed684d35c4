"""Evidence of an erasure that comes as a file: from the stick, on any computer."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.devices.lifecycle import facts
from atelier.edge import settings
from atelier.errors import AtelierError, Invalid
from atelier.forms import put_error
from atelier.people.actor import Actor
from atelier.people.guard import me, requires
from atelier.web.erasure.blueprint import erasure
from atelier.web.erasure.forms import BringForm
from atelier.web.language import say
from atelier.words import N_
from atelier.workshop.diagnosis import measured, showing
from atelier.workshop.erasure.brought import taking
from atelier.workshop.erasure.brought.rules import Rules
from labels import tags

_SAID = {
    facts.RESULT_ERASED: N_("Bewijs ontvangen: de schijf is gewist en nagelezen."),
    facts.RESULT_WITH_EXCEPTIONS: N_(
        "Bewijs ontvangen: gewist met uitzonderingen. Een coördinator beslist."
    ),
    facts.RESULT_NOT_ERASED: N_("Bewijs ontvangen: de schijf is niet gewist."),
}
_KNOWN = N_("Dit bewijs hadden we al. Dit is het toestel.")


@erasure.route("/erasures/upload", methods=["GET", "POST"])
@requires("erasure.order")
def bring() -> ResponseReturnValue:
    form = BringForm()
    if not form.validate_on_submit():
        return _shown(form)
    try:
        taken = _take(form)
    except AtelierError as error:
        db.session.rollback()
        put_error(form, error)
        return _shown(form)
    good = taken.evidence.result == facts.RESULT_ERASED
    flash(_words(taken), "good" if good and not taken.notes else "attention")
    return redirect(url_for("devices.show", device_id=taken.device.id))


def _take(form: BringForm) -> taking.Outcome:
    rules = Rules(
        policy=settings().erasure.policy,
        max_bytes=settings().orders.result_max_bytes,
        newest=measured.newest,
    )
    return taking.take(
        db.session,
        form.file.data.stream.read(rules.max_bytes + 1),
        organisation_id=me().organisation_id,
        by=Actor(account_id=me().id),
        rules=rules,
        tag=_tag(form.code.data or ""),
    )


def _tag(typed: str) -> str | None:
    try:
        return tags.parse(typed) if typed.strip() else None
    except tags.TagError as error:
        raise Invalid(
            N_("Dat is geen etiket. Scan het etiket op het toestel zelf."), field="code"
        ) from error


def _words(taken: taking.Outcome) -> str:
    said = _KNOWN if taken.state == "known" else _SAID[taken.evidence.result]
    return " ".join([gettext(said), *map(say, taken.notes)])


def _shown(form: BringForm) -> ResponseReturnValue:
    tabs = showing.tabs(db.session, me().organisation_id)
    page = render_template("erasure/bring.html", form=form, tabs=tabs)
    return page, 422 if form.errors else 200

"""What a person has to settle: scans that were refused, or answered with a question."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.errors import AtelierError, NotFound
from atelier.paging import LARGEST_KEY
from atelier.people.guard import me, requires
from atelier.saying import told
from atelier.words import N_
from atelier.workshop.intake import answers, settling
from atelier.workshop.intake.models import IntakeScan
from atelier.workshop.intake.routes.answering import all_as_json, as_json
from atelier.workshop.intake.routes.receiving import actor, intake


@intake.get("/intake/open")
@requires("intake.receive")
def to_settle() -> str:
    organisation_id = me().organisation_id
    scans = settling.waiting(db.session, organisation_id)
    return render_template(
        "intake/to_settle.html",
        asked=all_as_json(db.session, scans),
        count=settling.how_many(db.session, organisation_id),
        donations=settling.donations_of(db.session, scans),
        names=settling.names_of(db.session, scans),
    )


@intake.post("/intake/open/<uuid:client_id>")
@requires("intake.receive")
def settle(client_id: Any) -> ResponseReturnValue:
    """One choice of those that the answer offered; ``number``, ``device``, ``fresh``, or again."""
    chosen = request.form
    try:
        done = settling.choose(
            db.session,
            organisation_id=me().organisation_id,
            client_id=str(client_id),
            actor=actor(),
            number=chosen.get("number", "")[:200] or None,
            device_id=_key(chosen.get("device")),
            fresh="fresh" in chosen,
        )
    except AtelierError as error:
        db.session.rollback()
        flash(told(error), "stop")
    else:
        _tell(done)
    return redirect(url_for("intake.to_settle"))


@intake.post("/intake/open/<uuid:client_id>/dismiss")
@requires("intake.receive")
def dismiss(client_id: Any) -> ResponseReturnValue:
    scan = settling.dismiss(
        db.session,
        organisation_id=me().organisation_id,
        client_id=str(client_id),
        actor=actor(),
    )
    if request.is_json:
        return jsonify(as_json(db.session, scan))
    flash(gettext("Genoteerd."), "good")
    return redirect(url_for("intake.to_settle"))


def _key(asked: str | None) -> int | None:
    """Raises NotFound for what can be no device."""
    if asked is None:
        return None
    if not asked.isdecimal() or not 0 < int(asked[:20]) <= LARGEST_KEY:
        raise NotFound(N_("Dit toestel kennen we niet. Scan het etiket, of zoek het toestel."))
    return int(asked[:20])


def _tell(done: IntakeScan) -> None:
    said = as_json(db.session, done)
    if done.state == answers.RECEIVED:
        flash(gettext("Ontvangen: %(what)s.", what=said["title"]), "good")
    else:
        flash(said["words"], "attention")

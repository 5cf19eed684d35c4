"""What was sent and could not be taken."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier import paging
from atelier.db import db
from atelier.people.guard import me, requires
from atelier.workshop.diagnosis import aside, showing
from atelier.workshop.diagnosis.routes.blueprint import actor, diagnosis


@diagnosis.get("/reports/set-aside")
@requires("diagnosis.set_aside")
def set_aside() -> str:
    organisation_id = me().organisation_id
    return render_template(
        "diagnosis/set_aside.html",
        page=showing.aside_page(db.session, organisation_id, paging.after()),
        tabs=showing.tabs(db.session, organisation_id),
    )


@diagnosis.get("/reports/set-aside/<int:aside_id>/original")
@requires("diagnosis.set_aside")
def original(aside_id: int) -> Response:
    """As a file to keep: never something that a browser opens here."""
    kept = aside.get(db.session, me().organisation_id, aside_id)
    body = aside.original(kept)
    ending = "json.gz" if body.startswith(b"\x1f\x8b") else "json"
    return Response(
        body,
        mimetype="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="rapport-{kept.id}.{ending}"'},
    )


@diagnosis.post("/reports/set-aside/<int:aside_id>/resolve")
@requires("diagnosis.set_aside")
def resolve(aside_id: int) -> ResponseReturnValue:
    kept = aside.get(db.session, me().organisation_id, aside_id)
    aside.resolve(db.session, kept, actor=actor())
    flash(gettext("Het rapport is afgehandeld. Het blijft bewaard."), "good")
    return redirect(url_for("diagnosis.set_aside"))

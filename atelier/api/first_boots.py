"""Installed systems say once that they started, each with a key of its own."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from atelier.api import documents
from atelier.api.agent import agent
from atelier.db import db
from atelier.people.guard import public
from atelier.people.routes.entrance import throttle
from atelier.web.errors import as_json
from atelier.workshop.imaging import first_boots
from diagnostics.wire.imaging import FirstBootTaken

_STATUS = {"new": 201, "known": 200}


@agent.post("/first-boots")
@public  # the key is in the header; it is of no station and no person
def take_first_boot() -> ResponseReturnValue:
    taken = first_boots.take(
        db.session,
        request.headers.get("Authorization"),
        documents.body(),
        address=request.remote_addr or "",
        throttle=throttle(),
    )
    if taken.error is not None:
        # An answer and no exception: what was kept, or counted, has to be committed.
        return jsonify(as_json(taken.error)), taken.error.status
    return documents.answer(FirstBootTaken(state=taken.state)), _STATUS[taken.state]

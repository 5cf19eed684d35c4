"""What a machine talks to that has no token yet: it asks to be paired, and how that stands."""

from flask import request
from flask.typing import ResponseReturnValue

from atelier.api import documents
from atelier.api.agent import agent
from atelier.db import db
from atelier.edge import wait_for
from atelier.people import pairing
from atelier.people.guard import public
from atelier.people.routes.entrance import throttle
from diagnostics.wire.pairing import Asked, Enquiry, Standing


@agent.post("/pairings")
@public
def ask_pairing() -> ResponseReturnValue:
    state = pairing.ask(
        db.session,
        documents.read(Asked),
        address=request.remote_addr or "",
        throttle=throttle(),
    )
    return documents.answer(Standing(state=state))


@agent.post("/pairings/<pairing_id>")
@public
def pairing_standing(pairing_id: str) -> ResponseReturnValue:
    enquiry = documents.read(Enquiry)
    found = wait_for(
        lambda: pairing.standing(db.session, pairing_id, enquiry.secret),
        lambda standing: standing.state != "waiting",
        enquiry.wait_s,
    )
    return documents.answer(found)

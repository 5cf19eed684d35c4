"""Evidence of erasures that an agent kept: made at the bench without a server."""

from flask.typing import ResponseReturnValue

from atelier.api import documents
from atelier.api.agent import agent
from atelier.db import db
from atelier.edge import settings
from atelier.people.actor import Actor
from atelier.people.guard import current_station, requires_station
from atelier.workshop.diagnosis import measured
from atelier.workshop.erasure.brought import taking
from atelier.workshop.erasure.brought.rules import Rules
from diagnostics.wire.erasure import EvidenceTaken, Result

_STATUS = {"new": 201, "known": 200}


@agent.post("/erasures")
@requires_station("reports")
def take_erasure() -> ResponseReturnValue:
    station = current_station()
    rules = Rules(
        policy=settings().erasure.policy,
        max_bytes=settings().orders.result_max_bytes,
        newest=measured.newest,
    )
    taken = taking.take(
        db.session,
        documents.body(),
        organisation_id=station.organisation_id,
        by=Actor(station_id=station.id),
        rules=rules,
    )
    return documents.answer(_answer(taken)), _STATUS[taken.state]


def _answer(taken: taking.Outcome) -> EvidenceTaken:
    result: Result = taken.evidence.result  # type: ignore[assignment]  # a text in the database
    return EvidenceTaken(state=taken.state, result=result)

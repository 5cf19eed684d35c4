"""The agent says how it goes with an order."""

from flask.typing import ResponseReturnValue

from atelier.api import documents
from atelier.api.agent import agent
from atelier.bench import hearing
from atelier.db import db
from atelier.people.guard import current_station, requires_station
from diagnostics import wire


@agent.post("/orders/<order_id>/words")
@requires_station("orders")
def take_word(order_id: str) -> ResponseReturnValue:
    word = documents.read(wire.Word)
    return documents.answer(hearing.hear(db.session, current_station(), order_id, word))

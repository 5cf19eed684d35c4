from flask import Blueprint
from flask.sansio.blueprints import BlueprintSetupState

from atelier.devices.faults import BARRIERS, OUTCOMES, problem_of
from atelier.web.repair import words
from atelier.workshop.repair.actions import ACTIONS

repairs = Blueprint("repairs", __name__)
parts = Blueprint("parts", __name__)


@repairs.record_once
def _prepare(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(
        ACTIONS=ACTIONS,
        BARRIERS=BARRIERS,
        OUTCOMES=OUTCOMES,
        problem_of=problem_of,
        repair_words=words,
    )
    state.app.jinja_env.filters["duration"] = words.duration

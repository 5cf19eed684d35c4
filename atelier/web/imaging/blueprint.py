from flask import Blueprint
from flask.sansio.blueprints import BlueprintSetupState

from atelier.web.imaging import naming, words
from atelier.workshop.imaging import words as problems

imaging = Blueprint("imaging", __name__)


@imaging.record_once
def _prepare(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(images=naming, image_words=words, imaging_problems=problems)

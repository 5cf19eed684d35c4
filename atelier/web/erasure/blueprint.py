from flask import Blueprint
from flask.sansio.blueprints import BlueprintSetupState

from atelier.bench import followers
from atelier.web.erasure import plan
from atelier.workshop.erasure import receiving, words

erasure = Blueprint("erasure", __name__)


@erasure.record_once
def _prepare(state: BlueprintSetupState) -> None:
    """What comes of orders to erase is heard of, and templates know the words."""
    followers.follow(receiving.KIND, receiving)
    state.app.jinja_env.globals.update(erasing=plan, erasure_words=words)

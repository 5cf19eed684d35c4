from flask import Blueprint
from flask.sansio.blueprints import BlueprintSetupState

from atelier.stock.articles import KIND_ICONS as ARTICLE_ICONS
from atelier.web.lending import words

desk = Blueprint("desk", __name__, url_prefix="/desk")
loans = Blueprint("loans", __name__)
desks = Blueprint("desks", __name__, url_prefix="/desks")
feeds = Blueprint("feeds", __name__)
borrowers = Blueprint("borrowers", __name__, url_prefix="/borrowers")
visits = Blueprint("visits", __name__, url_prefix="/visits")


@desk.record_once
def _prepare(state: BlueprintSetupState) -> None:
    icons = {kind.value: name for kind, name in ARTICLE_ICONS.items()}
    state.app.jinja_env.globals.update(lending_words=words, ARTICLE_ICONS=icons)
    state.app.jinja_env.filters["money"] = words.money

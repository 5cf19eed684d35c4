from flask import Blueprint
from flask.sansio.blueprints import BlueprintSetupState

from atelier.stock.articles import KIND_ICONS as ARTICLE_ICONS
from atelier.stock.places import KIND_ICONS as PLACE_ICONS
from atelier.web.stock import words

stock = Blueprint("stock", __name__)


@stock.record_once
def _prepare(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(
        stock_words=words,
        PLACE_ICONS={kind.value: name for kind, name in PLACE_ICONS.items()},
        STOCK_ICONS={kind.value: name for kind, name in ARTICLE_ICONS.items()},
    )

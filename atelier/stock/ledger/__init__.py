"""The ledger: what moves goes through ``post`` or ``post_articles``, and by no other door."""

from atelier.stock.ledger.articles import keep_articles_still, post_articles
from atelier.stock.ledger.correcting import correct
from atelier.stock.ledger.entry import by_client_id
from atelier.stock.ledger.posting import post
from atelier.stock.ledger.reading import (
    folded,
    held,
    moves_of,
    place_of,
    places_of,
    where_at,
)

__all__ = [
    "by_client_id",
    "correct",
    "folded",
    "held",
    "keep_articles_still",
    "moves_of",
    "place_of",
    "places_of",
    "post",
    "post_articles",
    "where_at",
]

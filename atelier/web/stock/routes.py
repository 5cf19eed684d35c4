"""The routes of stock, all on one blueprint."""

from atelier.web.stock import (
    articles,
    counts,
    leaving,
    lost,
    moves,
    moving,
    overview,
    packing,
    receiving,
    slip,
    transfers,
)
from atelier.web.stock.blueprint import stock

__all__ = [
    "articles",
    "counts",
    "leaving",
    "lost",
    "moves",
    "moving",
    "overview",
    "packing",
    "receiving",
    "slip",
    "stock",
    "transfers",
]

"""Counting what is in a place: found, missing, unexpected. Nothing is missing before the end."""

from atelier.stock.stocktakes.closing import close
from atelier.stock.stocktakes.counting import count, is_here, open_one, scan
from atelier.stock.stocktakes.listing import get, page
from atelier.stock.stocktakes.standing import Standing, standing

__all__ = ["Standing", "close", "count", "get", "is_here", "open_one", "page", "scan", "standing"]

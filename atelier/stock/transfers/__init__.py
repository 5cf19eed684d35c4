"""What goes together from one place to another: packed, sent, received, and closed."""

from atelier.stock.transfers.listing import Row, get, how_many_incomplete, page
from atelier.stock.transfers.packing import add, add_articles, blockers, cancel, open_one, remove
from atelier.stock.transfers.planning import plan
from atelier.stock.transfers.receiving import arrive, arrive_articles, close, settle
from atelier.stock.transfers.sending import send
from atelier.stock.transfers.standing import State, carrying, devices_of, lines, state_of

__all__ = [
    "Row",
    "State",
    "add",
    "add_articles",
    "arrive",
    "arrive_articles",
    "blockers",
    "cancel",
    "carrying",
    "close",
    "devices_of",
    "get",
    "how_many_incomplete",
    "lines",
    "open_one",
    "page",
    "plan",
    "remove",
    "send",
    "settle",
    "state_of",
]

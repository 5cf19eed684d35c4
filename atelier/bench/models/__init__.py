from atelier.bench.models.order import Order, still_open
from atelier.bench.models.order_word import OrderWord
from atelier.bench.models.presence import Presence

__all__ = ["Order", "OrderWord", "Presence", "still_open"]

from atelier.bench.models.help_call import HelpCall
from atelier.bench.models.order import Order, still_open
from atelier.bench.models.order_word import OrderWord
from atelier.bench.models.presence import Presence
from atelier.bench.models.screen import BenchScreen
from atelier.bench.models.work import PUT_BACK, BenchWork

__all__ = [
    "PUT_BACK",
    "BenchScreen",
    "BenchWork",
    "HelpCall",
    "Order",
    "OrderWord",
    "Presence",
    "still_open",
]

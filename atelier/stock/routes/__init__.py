from atelier.stock.routes.move import move
from atelier.stock.routes.places import places

__all__ = ["move", "places"]

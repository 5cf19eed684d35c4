from atelier.stock.routes.places import places

__all__ = ["places"]

from atelier.stock.models.ledger import Holding, Posting
from atelier.stock.models.place import Place, PlaceKind

__all__ = ["Holding", "Place", "PlaceKind", "Posting"]

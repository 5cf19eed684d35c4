from atelier.stock.models.article import Article, ArticleKind
from atelier.stock.models.desk import Desk, DeskAccount
from atelier.stock.models.hold import Hold
from atelier.stock.models.ledger import Balance, Holding, Posting
from atelier.stock.models.part import PartHold, SerialPart
from atelier.stock.models.place import Place, PlaceKind
from atelier.stock.models.stocktake import Stocktake, StocktakeScan
from atelier.stock.models.transfer import Transfer, TransferLine

__all__ = [
    "Article",
    "ArticleKind",
    "Balance",
    "Desk",
    "DeskAccount",
    "Hold",
    "Holding",
    "PartHold",
    "Place",
    "PlaceKind",
    "Posting",
    "SerialPart",
    "Stocktake",
    "StocktakeScan",
    "Transfer",
    "TransferLine",
]

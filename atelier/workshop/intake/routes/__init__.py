from atelier.workshop.intake.routes import cards, settling, sorting
from atelier.workshop.intake.routes.donations import donations
from atelier.workshop.intake.routes.donors import donors
from atelier.workshop.intake.routes.labels import labels
from atelier.workshop.intake.routes.photos import photos
from atelier.workshop.intake.routes.receiving import intake

__all__ = [
    "cards",
    "donations",
    "donors",
    "intake",
    "labels",
    "photos",
    "settling",
    "sorting",
]

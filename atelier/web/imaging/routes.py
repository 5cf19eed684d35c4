"""The routes of imaging, all on one blueprint."""

from atelier.web.imaging import asking, attesting, catalogue, leaflet, licences, many, pile
from atelier.web.imaging.blueprint import imaging

__all__ = ["asking", "attesting", "catalogue", "imaging", "leaflet", "licences", "many", "pile"]

"""The borrower's sheet: one page a language that goes along with a device. Pure: no server."""

from labels.leaflets.content import Help, Leaflet
from labels.leaflets.page import pdf

__all__ = ["Help", "Leaflet", "pdf"]

"""All pages of repair and of parts: importing this module registers them."""

from atelier.web.repair import carding, disks, export, faults, harvest, overview, stocked
from atelier.web.repair.blueprint import parts, repairs

__all__ = [
    "carding",
    "disks",
    "export",
    "faults",
    "harvest",
    "overview",
    "parts",
    "repairs",
    "stocked",
]

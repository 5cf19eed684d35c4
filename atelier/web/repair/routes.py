"""All pages of repair and of parts: importing this module registers them."""

from atelier.web.repair import carding, disks, faults, harvest, stocked
from atelier.web.repair.blueprint import parts, repairs

__all__ = ["carding", "disks", "faults", "harvest", "parts", "repairs", "stocked"]

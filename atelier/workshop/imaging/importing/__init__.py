"""Images made elsewhere: a raw disk, one of a virtual machine, or a folder of Clonezilla."""

from atelier.workshop.imaging.importing.bringing import Wanted, bring_in
from atelier.workshop.imaging.importing.errors import NotImported

__all__ = ["NotImported", "Wanted", "bring_in"]

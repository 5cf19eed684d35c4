"""The store of images: folders of files, each named by the hash of its manifest. No database.

``pack`` makes one from a disk in a file; ``verify`` holds one to all its hashes; the others find,
list, open and remove.
"""

from atelier.workshop.imaging.store.draft import Draft, trouble_of_naming
from atelier.workshop.imaging.store.errors import Damaged, NoRoom, NotThere, StoreError, Unreadable
from atelier.workshop.imaging.store.folders import clean
from atelier.workshop.imaging.store.frames import LEVEL
from atelier.workshop.imaging.store.packing import Stored, pack
from atelier.workshop.imaging.store.shelf import (
    PARTS,
    Entry,
    Part,
    entries,
    manifest,
    open_part,
    packages,
    path,
    remove,
    trouble,
)
from atelier.workshop.imaging.store.verifying import verify

__all__ = [
    "LEVEL",
    "PARTS",
    "Damaged",
    "Draft",
    "Entry",
    "NoRoom",
    "NotThere",
    "Part",
    "StoreError",
    "Stored",
    "Unreadable",
    "clean",
    "entries",
    "manifest",
    "open_part",
    "pack",
    "packages",
    "path",
    "remove",
    "trouble",
    "trouble_of_naming",
    "verify",
]

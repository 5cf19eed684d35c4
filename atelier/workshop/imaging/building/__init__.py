"""Images built from recipes: Debian's packages, put on a disk in a file.

The same packages give the same image, byte for byte: nothing in it is random, and no time is that
of its making. What has to differ from machine to machine is made when it is written to one.
"""

from atelier.workshop.imaging.building.errors import BuildError
from atelier.workshop.imaging.building.making import Built, build, resolve
from atelier.workshop.imaging.building.pins import Pins
from atelier.workshop.imaging.building.pins import read as read_pins
from atelier.workshop.imaging.building.recipe import Recipe, load, names

__all__ = [
    "BuildError",
    "Built",
    "Pins",
    "Recipe",
    "build",
    "load",
    "names",
    "read_pins",
    "resolve",
]

"""The words of the Open Repair Data Standard, version 0.3, by which repairs are counted alike.

https://standard.openrepair.org/standard.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from atelier.devices.lifecycle import kinds
from atelier.words import N_


class Category(NamedTuple):
    """``product_category_id`` and ``product_category``."""

    id: int
    name: str


_CATEGORIES: Mapping[str, Category] = {
    kinds.LAPTOP: Category(16, "Laptop"),
    kinds.DESKTOP: Category(4, "Desktop computer"),
    kinds.ALL_IN_ONE: Category(4, "Desktop computer"),
    kinds.TABLET: Category(30, "Tablet"),
    kinds.SMARTPHONE: Category(19, "Mobile"),
    kinds.SCREEN: Category(8, "Flat screen"),
}
_MISC = Category(18, "Misc")


def product_category(kind: str) -> Category:
    """What the standard calls a kind of device of ours."""
    return _CATEGORIES.get(kind, _MISC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """``repair_status``: ``code`` and ``name`` are the standard's, ``word`` and ``says`` ours."""

    key: str
    code: int
    name: str
    word: str
    says: str
    icon: str


UNKNOWN, FIXED, REPAIRABLE, END_OF_LIFE = "unknown", "fixed", "repairable", "end_of_life"

OUTCOMES: Mapping[str, Outcome] = {
    each.key: each
    for each in (
        Outcome(
            key=UNKNOWN,
            code=0,
            name="Unknown",
            word=N_("Nog niet geweten"),
            says=N_("Er is nog aan bezig."),
            icon="question-circle",
        ),
        Outcome(
            key=FIXED,
            code=1,
            name="Fixed",
            word=N_("Hersteld"),
            says=N_("Het werkt weer."),
            icon="check-circle",
        ),
        Outcome(
            key=REPAIRABLE,
            code=2,
            name="Repairable",
            word=N_("Kan later"),
            says=N_("Het wacht op een onderdeel, of op iemand die het kan."),
            icon="hourglass-split",
        ),
        Outcome(
            key=END_OF_LIFE,
            code=3,
            name="End of life",
            word=N_("Lukt niet"),
            says=N_("Dit is niet te herstellen."),
            icon="x-octagon",
        ),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Barrier:
    """``repair_barrier_if_end_of_life``: why it cannot be repaired."""

    key: str
    code: int
    name: str
    word: str
    icon: str


BARRIERS: Mapping[str, Barrier] = {
    each.key: each
    for each in (
        Barrier(
            key="no_part",
            code=1,
            name="Spare parts not available",
            word=N_("Er is geen onderdeel"),
            icon="box",
        ),
        Barrier(
            key="too_expensive",
            code=2,
            name="Spare parts too expensive",
            word=N_("Het onderdeel is te duur"),
            icon="cash-coin",
        ),
        Barrier(
            key="closed",
            code=3,
            name="No way to open the product",
            word=N_("Het gaat niet open"),
            icon="lock",
        ),
        Barrier(
            key="no_information",
            code=4,
            name="Repair information not available",
            word=N_("We weten niet hoe"),
            icon="question-circle",
        ),
        Barrier(
            key="no_equipment",
            code=5,
            name="Lack of equipment",
            word=N_("We hebben het gereedschap niet"),
            icon="tools",
        ),
        Barrier(
            key="worn_out",
            code=6,
            name="Product too worn out",
            word=N_("Het is te versleten"),
            icon="recycle",
        ),
    )
}

"""What one may choose of what is ready: sizes, grades, uses, and the images by their titles."""

from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy.orm import Session

from atelier.devices.kinds import KIND_NAMES
from atelier.lending.window import GRADES
from atelier.web.imaging import naming
from atelier.web.words import USE_NAMES
from atelier.workshop.imaging import catalogue

#: What is lent, and so may be asked for; the rest is found with *iets anders*.
KINDS = ("laptop", "tablet", "smartphone", "desktop", "all_in_one", "screen")
MEMORY_GB = (4, 8, 16, 32)
DISK_GB = (120, 240, 480)
USES = ("adult", "school", "senior")


@dataclass(frozen=True, slots=True)
class Titles:
    """Of images that may be ordered now, by name, in the language of the page."""

    by_name: dict[str, str]

    def of(self, name: str) -> str:
        """One that is not ordered any more goes by its name."""
        return self.by_name.get(name, name)


def titles(session: Session, workshop_id: int) -> Titles:
    current = catalogue.current(session, workshop_id)
    return Titles({name: naming.title(image.manifest) for name, image in sorted(current.items())})


def kinds() -> list[tuple[str, str]]:
    return [(kind, gettext(KIND_NAMES[kind])) for kind in KINDS]


def sizes() -> list[tuple[int, str]]:
    return [(size, gettext("%(size)s GB of meer", size=size)) for size in MEMORY_GB]


def grades() -> list[tuple[str, str]]:
    """The last of them anything will do for."""
    best, *others = GRADES[:-1]
    told = [(grade, gettext("Klasse %(grade)s of beter", grade=grade)) for grade in others]
    return [(best, gettext("Klasse %(grade)s", grade=best)), *told]


def uses() -> list[tuple[str, str]]:
    return [(use, gettext(USE_NAMES[use])) for use in USES]


def floor_gb(size: int) -> int:
    """The largest of the sizes offered that is not more."""
    return max((one for one in MEMORY_GB if one <= size), default=0)

"""What the filters of the list offer."""

from flask_babel import gettext
from sqlalchemy.orm import Session

from atelier.devices.kinds import KIND_NAMES
from atelier.stock import places
from atelier.web.devices import listing
from atelier.web.words import STEP_NAMES
from atelier.words import N_

_MEMORY = (4, 8, 16, 32)
_DISK = (120, 240, 480, 960)
_AT_LEAST = N_("%(size)s GB of meer")


def options(session: Session, organisation_id: int) -> dict[str, list[tuple[object, str]]]:
    """For each filter its values, with their names in the language of the page."""
    return {
        "kind": [(key, gettext(name)) for key, name in KIND_NAMES.items()],
        "step": [(key, gettext(name)) for key, name in STEP_NAMES.items()],
        "maker": [(maker, maker) for maker in listing.makers(session, organisation_id)],
        "memory": [(size, gettext(_AT_LEAST, size=size)) for size in _MEMORY],
        "disk": [(size, gettext(_AT_LEAST, size=size)) for size in _DISK],
        "grade": [(grade, grade) for grade in "ABCD"],
        "place": [(place.id, place.name) for place in places.physical(session, organisation_id)],
    }

"""Ids made by whoever asked, and the ids of what follows from one."""

import uuid

from atelier.errors import Invalid
from atelier.words import N_


def checked(client_id: str, field: str = "id") -> str:
    """``client_id`` in its one spelling. Raises Invalid when it is no UUID."""
    try:
        return str(uuid.UUID(client_id))
    except (ValueError, AttributeError, TypeError) as error:
        raise Invalid(
            N_("Dit formulier is niet volledig. Open het opnieuw."), field=field, expected="UUID"
        ) from error


def part(client_id: str, what: str) -> str:
    """The id of one thing that follows from ``client_id``: the same each time it is asked."""
    return str(uuid.uuid5(uuid.UUID(client_id), what))

"""What pages send along with each decision: who made the form, and why."""

from uuid import UUID

from atelier.errors import Invalid
from atelier.words import N_

#: In characters.
_REASON = range(5, 1001)


def check_client_id(client_id: str) -> UUID:
    """Raises Invalid."""
    try:
        return UUID(client_id)
    except ValueError as error:
        raise Invalid(
            N_("Deze pagina is te oud. Open ze opnieuw en probeer nog eens."), field="client_id"
        ) from error


def check_reason(text: str) -> str:
    """On one line. Raises Invalid."""
    text = " ".join(text.replace("\0", "").split())
    if len(text) not in _REASON:
        raise Invalid(N_("Schrijf in een zin waarom."), field="reason")
    return text

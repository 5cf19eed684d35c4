from dataclasses import dataclass

from atelier.errors import AtelierError


@dataclass(frozen=True, slots=True)
class Refused:
    """Said no, in a request that has to keep what it noted of that: nothing is raised."""

    error: AtelierError

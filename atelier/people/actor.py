"""Who did it: a person, a station, or the system itself."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Actor:
    account_id: int | None = None
    station_id: int | None = None


SYSTEM = Actor()

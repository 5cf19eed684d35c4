"""Servers that announce themselves on the local network (DNS-SD, ``_atelier._tcp.local.``)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Found:
    #: The workshop's, for the person who chooses between several.
    name: str
    #: Always https.
    url: str


def look(timeout_s: float = 3) -> tuple[Found, ...]:
    """Everyone who answers within that time, sorted; none is trusted by being found."""
    raise NotImplementedError

"""What the server made of a report."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    state: str
    tag: str | None = None
    url: str | None = None
    next_name: str | None = None
    next_text: str | None = None

"""One change, and what the parts need to tell it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from atelier.devices.identity.text import clean_text
from atelier.words import Sentence


@dataclass(frozen=True, slots=True)
class Change:
    """``kind`` to count by; ``text`` is a Dutch message id with its ``values``.

    ``weight`` is ``machine`` for the machine's own bookkeeping, which is folded away on the page.
    """

    kind: str
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)
    weight: Literal["person", "machine"] = "person"

    @property
    def sentence(self) -> Sentence:
        return Sentence(self.text, self.values)


def name(*parts: str | None) -> str:
    """Maker and model as one clean name; empty when neither is known."""
    return clean_text(" ".join(part for part in parts if part), 80) or ""


def tidy(number: float) -> float:
    """One decimal at most, and none where it is whole: 8, not 8.0."""
    rounded = round(number, 1)
    return int(rounded) if rounded == int(rounded) else rounded

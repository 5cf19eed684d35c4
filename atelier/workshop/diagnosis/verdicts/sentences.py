"""Sentences for people, kept as message and values so that the edge can translate them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Value = str | int | float


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "marked, translated later"
    """Mark a message for extraction (pybabel keyword ``N_``); returns it unchanged."""
    return text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A Dutch message id with ``%(name)s`` placeholders, and what stands in them.

    A percent sign that people see is written ``%%``, so the values are always filled in:
    ``sentence.fill(gettext(sentence.text))``.
    """

    text: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def fill(self, translated: str, values: Mapping[str, Value] | None = None) -> str:
        """The translated message with the values in it (or those given: already formatted)."""
        return translated % (self.values if values is None else values)

    def nl(self) -> str:
        """The sentence in Dutch, numbers as Python writes them."""
        return self.fill(self.text)

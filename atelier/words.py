"""Words for people, not yet in anybody's language: marked here, translated where they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: What may stand in a sentence; numbers are written as the language of the page writes them.
Value = str | int | float


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "marked, translated later"
    """Marks a message for extraction (pybabel's keyword ``N_``); returns it unchanged."""
    return text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A Dutch message id with ``%(name)s`` placeholders, and what stands in them.

    A percent sign that people see is written ``%%``, so the values are always filled in:
    ``sentence.fill(gettext(sentence.text))``.
    """

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.nl()

    def fill(self, translated: str, values: Mapping[str, Any] | None = None) -> str:
        """The translated message with the values in it (or those given: already formatted)."""
        return translated % (self.values if values is None else values)

    def nl(self) -> str:
        """The sentence in Dutch, numbers as Python writes them."""
        return self.fill(self.text)

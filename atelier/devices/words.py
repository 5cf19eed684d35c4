"""A sentence for the screen that is not yet in anybody's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def N_(text: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark ``text`` as a message to translate, without translating it here."""
    return text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A Dutch message id with ``%(name)s`` placeholders, and their values.

    The page translates ``text`` first and fills in ``values`` after; ``str()`` fills in the Dutch.
    """

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text

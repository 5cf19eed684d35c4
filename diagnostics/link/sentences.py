"""A sentence for the screen, made where something went wrong and said in whatever language."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """Dutch with ``%s`` for each value, as in the tables of ``diagnostics.words``."""

    dutch: str
    values: tuple[str, ...] = ()

    def say(self, words: Callable[[str], str]) -> str:
        """In the language of ``words``."""
        return words(self.dutch) % self.values

    def __str__(self) -> str:
        return self.dutch % self.values

"""A sentence for the screen, made where something went wrong and said in whatever language."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Union

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Sentence:
    """Dutch with ``%s`` for each value, as in the tables of ``diagnostics.words``.

    A value may be a sentence itself.
    """

    dutch: str
    values: tuple[Union[str, "Sentence"], ...] = ()

    def say(self, words: Callable[[str], str]) -> str:
        """In the language of ``words``."""
        values = (one.say(words) if isinstance(one, Sentence) else one for one in self.values)
        return words(self.dutch) % tuple(values)

    def __str__(self) -> str:
        return self.say(lambda dutch: dutch)


def shown(text: str) -> str:
    """Somebody else's text as part of a sentence: short, and nothing that moves the cursor."""
    clean = "".join(letter if letter.isprintable() else "?" for letter in text)
    return clean if len(clean) <= _SHOWN else clean[: _SHOWN - 1] + "…"

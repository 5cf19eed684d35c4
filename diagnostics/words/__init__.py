"""The words on the agent's screen: Dutch in the code, other languages in a folder of tables each.

Tables, not compiled catalogues, as the agent must run from a checkout or a read-only medium.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module

LANGUAGES = ("nl", "fr", "en")
_PACKAGES = {"fr": "french", "en": "english"}


@dataclass(frozen=True, slots=True)
class Words:
    """Called with a Dutch text, gives that text in the language of the screen."""

    language: str = "nl"
    table: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, dutch: str) -> str:
        return self.table.get(dutch, dutch)

    def number(self, value: float, decimals: int = 0) -> str:
        """With the decimal sign of the language."""
        text = f"{value:.{decimals}f}"
        return text if self.language == "en" else text.replace(".", ",")


def in_language(language: str) -> Words:
    """Only the table of that language is loaded; a language without one is shown in Dutch."""
    package = _PACKAGES.get(language)
    table = import_module(f"diagnostics.words.{package}").WORDS if package else {}
    return Words(language, table)

"""Signs that any console can show, each with one meaning."""

from enum import Enum


class Sign(Enum):
    good = "(v)"
    wrong = "(x)"
    warning = "(!)"
    unknown = "(?)"

    @property
    def mark(self) -> str:
        return self.value


GOOD, WRONG, WARNING, UNKNOWN = Sign.good, Sign.wrong, Sign.warning, Sign.unknown
STYLES = {
    GOOD: "bold green",
    WRONG: "bold red",
    WARNING: "bold yellow",
    UNKNOWN: "bold yellow",
}


def clean(text: str) -> str:
    """Text from hardware without what would move the cursor or clear the screen."""
    return "".join(letter if letter.isprintable() else " " for letter in text)

"""Names of processors as people say them: ``Intel Core i5-7300U``."""

import re

from atelier.devices.identity import clean_text
from atelier.devices.identity.rubbish import is_placeholder

#: Longest that a list column holds, in characters.
_LONGEST = 60
_DROPPED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\s*@.*$",
        r"\b(?:with\b|w/).*$",
        r",.*$",
        r"^\d+th gen\b",
        r"\b(?:cpu|processor|apu|soc|genuine|mobile technology)\b",
        r"\b(?:single|dual|triple|quad|six|eight|\d+)[- ]core\b",
        r"\bradeon .*$",
        r"\b\d+(?:\.\d+)?\s?ghz$",
    )
)


def short_name(told: str | None) -> str | None:
    """Without marks, clock and graphics; None when nothing is told."""
    spaced = re.sub(r"\((?:tm|r)\)(?=\w)", " ", told or "", flags=re.IGNORECASE)
    text = clean_text(re.sub(r"\((?:tm|r|c)\)", "", spaced, flags=re.IGNORECASE))
    if not text or is_placeholder(text):
        return None
    for pattern in _DROPPED:
        text = pattern.sub(" ", text)
    return clean_text(text, _LONGEST)

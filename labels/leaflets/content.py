from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Help:
    """Where a borrower finds people; what is empty gets a line to write on."""

    address: str = ""
    phone: str = ""
    hours: str = ""


@dataclass(frozen=True, kw_only=True)
class Leaflet:
    """``tag``: the ten digits of a device."""

    tag: str
    #: Maker and model; empty where nobody knows.
    device: str = ""
    #: With a battery and a charger of its own.
    portable: bool = True
    #: Of what is on it, by language: what it is called, and what it is for, in a sentence.
    titles: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    #: Whether it asks for a language, a name and a password itself, the first time.
    welcomes: bool = True
    #: Who lends it.
    lender: str = ""
    help: Help = field(default_factory=Help)

    def title(self, language: str) -> str:
        return _said(self.titles, language)

    def description(self, language: str) -> str:
        return _said(self.descriptions, language)


def _said(texts: Mapping[str, str], language: str) -> str:
    """In that language, else in English, else in whichever there is."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")

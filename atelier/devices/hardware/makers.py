"""Makers, one spelling each."""

import re

from atelier.devices.identity import clean_text
from atelier.devices.identity.rubbish import is_placeholder
from diagnostics.report import System

#: By the first word of what the machine says, in lower case.
_SPELLING = {
    "alienware": "Alienware",
    "acer": "Acer",
    "apple": "Apple",
    "asrock": "ASRock",
    "asus": "ASUS",
    "asustek": "ASUS",
    "clevo": "Clevo",
    "compaq": "Compaq",
    "dell": "Dell",
    "dynabook": "Dynabook",
    "ecs": "ECS",
    "framework": "Framework",
    "fujitsu": "Fujitsu",
    "gateway": "Gateway",
    "gigabyte": "Gigabyte",
    "google": "Google",
    "hewlett": "HP",
    "hp": "HP",
    "hpe": "HP",
    "huawei": "Huawei",
    "ibm": "IBM",
    "intel": "Intel",
    "lenovo": "Lenovo",
    "lg": "LG",
    "medion": "Medion",
    "micro": "MSI",
    "microsoft": "Microsoft",
    "msi": "MSI",
    "packard": "Packard Bell",
    "panasonic": "Panasonic",
    "samsung": "Samsung",
    "sony": "Sony",
    "timi": "Xiaomi",
    "toshiba": "Toshiba",
    "vaio": "VAIO",
    "xiaomi": "Xiaomi",
}
_FIRST_WORDS = {"fujitsu siemens": "Fujitsu Siemens"}
#: The company behind the name, which nobody says.
_COMPANY = re.compile(
    r"[,\s]+(?:inc|co|ltd|llc|corp|corporation|company|gmbh|ag|bv|b\.v|limited|s\.a)\b\.?.*$",
    re.IGNORECASE,
)
_MARKS = re.compile(r"\((?:r|tm|c)\)", re.IGNORECASE)
#: Barebones carry what they are where their maker should stand.
_NO_MAKER = frozenset({"notebook", "oem", "o.e.m.", "pc", "system"})


def maker_of(system: System) -> str | None:
    """Of the machine, else of its board."""
    return maker(system.maker) or maker(system.board_maker)


def maker(told: str | None) -> str | None:
    """The name that people use: ``Dell Inc.`` is Dell, ``Hewlett-Packard`` is HP."""
    text = clean_text(_MARKS.sub("", told or ""), 80)
    if not text or is_placeholder(text) or text.lower() in _NO_MAKER:
        return None
    for words, name in _FIRST_WORDS.items():
        if text.lower().startswith(words):
            return name
    first = re.split(r"[\s,\-_/]+", text.lower())[0]
    return _SPELLING.get(first) or _plain(text)


def _plain(text: str) -> str | None:
    name = _COMPANY.sub("", text).strip(" ,.")
    if len(name) > 5 and name.isupper():
        name = name.title()
    return name or None

"""Whether two names are clearly two makers."""

import re

from atelier.devices.identity.rubbish import is_placeholder

#: The first word of a name, where it is not the first word of the maker's other names.
_ALSO = {
    "hewlett": "hp",
    "compaq": "hp",
    "ibm": "lenovo",
    "asustek": "asus",
    "packard": "acer",
    "gateway": "acer",
    "emachines": "acer",
    "dynabook": "toshiba",
    "vaio": "sony",
    "alienware": "dell",
    "micro": "msi",
}


def makers_differ(one: str | None, other: str | None) -> bool:
    """True only when both are known and are not two spellings of one name."""
    first, second = _maker(one), _maker(other)
    return bool(first and second) and first != second


def _maker(name: str | None) -> str | None:
    if not name or is_placeholder(name):
        return None
    words = re.findall(r"[^\W_]+", name.lower())
    return _ALSO.get(words[0], words[0]) if words else None

"""Serials and UUIDs that makers left as they were: they prove nothing about one machine."""

import re

_WORDS = re.compile(
    r"\b(to be filled|o\.?e\.?m\.?|default|not (specified|applicable|available|provided|present"
    r"|set)|none|null|unknown|invalid|empty|n/?a|tbd|system|chassis|base ?board|serial ?(number)?"
    r"|asset|string|undefined|test)\b",
    re.IGNORECASE,
)
_COUNTING = ("0123456789abcdef", "01234567890123456789", "98765432109876543210")
#: AMI's and others' samples, written into thousands of machines.
_UUIDS = frozenset(
    {
        "03000200040005000006000700080009",
        "00020003000400050006000700080009",
        "12345678123456781234567812345678",
        "12345678123412341234123456789012",
    }
)
_SHORTEST, _FEWEST = 4, 3


def is_rubbish(text: str) -> bool:
    """Whether a number can stand on many machines or disks. When in doubt: yes."""
    bare = re.sub(r"[^0-9a-z]", "", text.lower())
    counted = bare.removeprefix("sn").removeprefix("serial")
    return (
        len(bare) < _SHORTEST
        or len(set(bare)) < _FEWEST
        or bare in _UUIDS
        or any(counted in row for row in _COUNTING)
        or _WORDS.search(text.replace("_", " ")) is not None
    )

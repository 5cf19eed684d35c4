"""Text that hardware tells, made safe to keep and to show."""

import unicodedata

#: Control, format (direction marks among them), surrogate, private and unassigned characters.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def clean_text(value: str | None, limit: int = 200) -> str | None:
    """``value`` without what cannot be seen, in at most ``limit`` characters; ``None`` when empty.

    Any run of white space becomes one space. HTML stays as it is: the page escapes it.
    """
    if value is None:
        return None
    spaced = " ".join(value.split())
    seen = "".join(char for char in spaced if unicodedata.category(char) not in _UNSEEN)
    return " ".join(seen.split())[:limit].rstrip() or None

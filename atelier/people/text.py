"""Text that people type, made fit for the database and for a line on a page."""

import unicodedata


def tidy(text: str | None) -> str:
    """One line without control characters, which PostgreSQL refuses and nobody meant to type."""
    normal = unicodedata.normalize("NFC", text or "")
    return " ".join("".join(c if c.isprintable() else " " for c in normal).split())


def as_login(text: str | None) -> str:
    """A sign-in name as it is stored and compared."""
    return tidy(text).lower()[:80]

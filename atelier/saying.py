"""What a service said no to, in the language of the page."""

from typing import Any

from flask_babel import gettext

from atelier.errors import AtelierError
from atelier.words import Sentence


def told(error: AtelierError) -> str:
    """Numbers as they are; a sentence among the values is translated as well."""
    return _filled(error.text, error.values)


def _filled(text: str, values: Any) -> str:
    return str(gettext(text)) % {name: _said(value) for name, value in values.items()}


def _said(value: Any) -> Any:
    return _filled(value.text, value.values) if isinstance(value, Sentence) else value

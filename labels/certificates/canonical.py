"""A certificate as the one JSON text it has (RFC 8785), so that its bytes can be signed."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from json import dumps
from typing import Any

from labels.certificates.content import Content


def canonical(content: Content) -> bytes:
    """The bytes that are signed: keys sorted, no space, UTF-8."""
    return encode(asdict(content))


def encode(value: Any) -> bytes:
    """Any JSON value by RFC 8785. Raises ValueError for what has no such form."""
    return _text(value).encode()


def _text(value: Any) -> str:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Mapping):
        # The order is that of UTF-16; for keys that are names of fields it is the same.
        pairs = (f"{_text(key)}:{_text(value[key])}" for key in sorted(value))
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, Sequence):
        return "[" + ",".join(map(_text, value)) + "]"
    raise ValueError(f"has no JSON: {type(value).__name__}")


def _number(value: float) -> str:
    """As ECMAScript writes it, for the sizes that occur here: never with an exponent."""
    if not math.isfinite(value) or (value and not 1e-6 <= abs(value) < 1e21):
        raise ValueError(f"is no number for a certificate: {value}")
    plain = format(Decimal(repr(value)), "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in {"-0", ""} else plain

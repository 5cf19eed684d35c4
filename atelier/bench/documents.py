"""What an agent told, as bytes that stay the same: to say later that it is as it came."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def canonical(document: Mapping[str, Any]) -> bytes:
    """The same bytes for the same document, whatever database gave it back: JSON, sorted, UTF-8.

    Numbers as PostgreSQL keeps them: 1.0 and 1 are the same.
    """
    return json.dumps(
        _plain(document), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def digest(document: Mapping[str, Any]) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(canonical(document)).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value

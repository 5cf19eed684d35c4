"""Read the JSON that hardware tools print, trusting nothing about what is in it."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn


class Unreadable(ValueError):
    """The text is not what the tool prints; the message says what was expected and found."""


def load(raw: str | bytes, tool: str) -> dict[str, Any]:
    """The JSON object that `tool` printed. Raises Unreadable, never anything else."""
    text = decode(raw, tool)
    if not text.lstrip().startswith("{"):
        raise Unreadable(f"{tool}: expected a JSON object, found {text.lstrip()[:40]!r}")
    try:
        document = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise Unreadable(f"{tool}: the JSON breaks off or is damaged: {error}") from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{tool}: the JSON holds what no tool prints: {error}") from error
    return {**document}


def decode(raw: str | bytes, tool: str) -> str:
    """UTF-8 text; stray bytes in a model or serial become the replacement character."""
    text = raw if isinstance(raw, str) else raw.decode("utf-8", "replace")
    if not text.strip():
        raise Unreadable(f"{tool}: the recording is empty")
    return text.removeprefix("\ufeff")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number")


def node(value: Any, *path: str) -> dict[str, Any]:
    """The object at `path`, empty where there is none."""
    found = at(value, *path)
    return found if isinstance(found, dict) else {}


def at(value: Any, *path: str) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def integer(value: Any, *path: str) -> int | None:
    found = at(value, *path)
    # JSON's true is an int to Python, never to a disk.
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def count(value: Any, *path: str) -> int | None:
    """An integer that counts something, so never below zero."""
    found = integer(value, *path)
    return found if found is not None and found >= 0 else None


def boolean(value: Any, *path: str) -> bool | None:
    found = at(value, *path)
    return found if isinstance(found, bool) else None


def text(value: Any, *path: str) -> str | None:
    """Stripped text, None where blank: an absent serial is often forty spaces."""
    found = at(value, *path)
    return found.strip() or None if isinstance(found, str) else None


def rows(value: Any, *path: str) -> Iterator[dict[str, Any]]:
    """The objects of a list; whatever else stands in it is passed over."""
    found = at(value, *path)
    yield from (row for row in (found if isinstance(found, list) else ()) if isinstance(row, dict))

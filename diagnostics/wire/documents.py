"""Dataclasses to JSON and back, checked field by field against their types."""

import json
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields, is_dataclass
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin

T = TypeVar("T")


class Malformed(ValueError):
    """A document is not what its class says; the message names the field."""


def encode(document: Any) -> bytes:
    """A dataclass as UTF-8 JSON."""
    return json.dumps(asdict(document), sort_keys=True, separators=(",", ":")).encode()


def decode(kind: type[T], raw: bytes | str | Mapping[str, Any]) -> T:
    """A dataclass from JSON. Raises Malformed. Unknown fields are left aside: a newer peer's."""
    try:
        document = json.loads(raw) if isinstance(raw, bytes | str) else raw
    except (ValueError, RecursionError) as error:
        raise Malformed(f"no JSON: {error}") from error
    return cast(T, _value(kind, document, kind.__name__))


def _value(kind: Any, value: Any, path: str) -> Any:
    origin = get_origin(kind)
    if kind is Any:
        return value
    if origin in {Union, types.UnionType}:
        return _one_of(get_args(kind), value, path)
    if origin is Literal:
        return _accept(value in get_args(kind) and isinstance(value, str), value, path)
    if origin is tuple:
        return _tuple(get_args(kind), value, path)
    if is_dataclass(kind):
        return _document(kind, value, path)
    return _plain(origin or kind, value, path)


def _one_of(kinds: tuple[Any, ...], value: Any, path: str) -> Any:
    if value is None and type(None) in kinds:
        return None
    return _value(next(kind for kind in kinds if kind is not type(None)), value, path)


def _tuple(kinds: tuple[Any, ...], value: Any, path: str) -> tuple[Any, ...]:
    _accept(isinstance(value, list | tuple), value, path)
    if kinds[-1] is Ellipsis:
        return tuple(_value(kinds[0], item, f"{path}[{n}]") for n, item in enumerate(value))
    _accept(len(value) == len(kinds), value, path)
    pairs = enumerate(zip(kinds, value, strict=True))
    return tuple(_value(kind, item, f"{path}[{n}]") for n, (kind, item) in pairs)


def _document(kind: Any, value: Any, path: str) -> Any:
    _accept(isinstance(value, Mapping), value, path)
    hints = typing.get_type_hints(kind)
    found = {
        field.name: _value(hints[field.name], value[field.name], f"{path}.{field.name}")
        for field in fields(kind)
        if field.name in value
    }
    for field in fields(kind):
        if field.name not in found and field.default is field.default_factory is MISSING:
            raise Malformed(f"{path}.{field.name} is missing")
    return kind(**found)


def _plain(kind: Any, value: Any, path: str) -> Any:
    if kind is float:
        fits = isinstance(value, int | float) and not isinstance(value, bool)
        return float(_accept(fits and value == value, value, path))  # noqa: PLR0124 - NaN is not
    if kind is int:
        return _accept(isinstance(value, int) and not isinstance(value, bool), value, path)
    return _accept(isinstance(value, kind), value, path)


def _accept(fits: bool, value: Any, path: str) -> Any:
    if not fits:
        raise Malformed(f"{path} cannot be {str(value)[:60]!r}")
    return value

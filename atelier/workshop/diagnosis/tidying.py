"""A report without what cannot be shown: no NUL, no control characters, no novels for a name.

What came is kept byte for byte in the archive; this is what the rest of the server works with.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, cast

from atelier.devices.identity import clean_text
from diagnostics.report import Report

#: In characters. Longer than any identifier may be, so that one cut off still identifies nothing.
_LONGEST = 1000
_NAMES: dict[type, tuple[str, ...]] = {}


def tidy(report: Report) -> Report:
    return cast(Report, _tidy(report))


def _tidy(value: Any) -> Any:
    """The value itself where nothing had to change, which is nearly always."""
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, tuple):
        return tuple(map(_tidy, value))
    if isinstance(value, Mapping):
        return {_text(key): _tidy(inner) for key, inner in value.items()}
    return _record(value)


def _record(value: Any) -> Any:
    changed = {}
    for name in names_of(type(value)):
        old = getattr(value, name)
        if old is not None and (new := _tidy(old)) != old:
            changed[name] = new
    return replace(value, **changed) if changed else value


def names_of(record: type) -> tuple[str, ...]:
    """Its fields. What smartctl said is none: it is read by rule, never shown, and stays as is."""
    if record not in _NAMES:
        _NAMES[record] = tuple(each.name for each in fields(record) if each.name != "smart")
    return _NAMES[record]


def _text(text: str) -> str:
    if text.isprintable() and len(text) <= _LONGEST:
        return text
    return clean_text(text, _LONGEST) or ""

"""What people answered at the machine, over all its reports since it last came in.

A later report may hold fewer answers (a machine that only measured itself anew) or none: the last
answer to each check stands until somebody answers it again, or the device comes back from somebody.
The answers travel with the fact that the device was diagnosed: no report is opened for them.
"""

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from atelier.devices.lifecycle import Fact, facts, fold
from diagnostics.report import Check, Report

_KEY = "checks"


def kept(report: Report) -> dict[str, Any]:
    """For the data of the fact, as JSON holds it; nothing where nobody was asked."""
    told = [_without_empty(asdict(check)) for check in report.checks]
    return {_KEY: told} if told else {}


def latest(happened: Sequence[Fact]) -> tuple[Check, ...]:
    """The last answer to each check. One that was skipped takes nothing away."""
    came_in = fold(happened).came_in
    ordered = sorted(happened, key=lambda fact: (fact.at, fact.sequence))
    found: dict[str, Check] = {}
    for position, fact in enumerate(ordered, start=1):
        if fact.kind == facts.DIAGNOSED and position > came_in:
            _add(found, _read(fact.data))
    return tuple(found.values())


def _add(found: dict[str, Check], checks: Iterable[Check]) -> None:
    for check in checks:
        if check.answer != "skipped" or check.name not in found:
            found[check.name] = check


def _read(data: Mapping[str, Any]) -> tuple[Check, ...]:
    """What this version does not know (written by a newer one) is left out, not an error."""
    found = []
    for told in data.get(_KEY, ()):
        with contextlib.suppress(ValidationError):
            found.append(_adapter().validate_python(told))
    return tuple(found)


@cache
def _adapter() -> TypeAdapter[Check]:
    return TypeAdapter(Check)


def _without_empty(told: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in told.items() if value not in (None, ())}

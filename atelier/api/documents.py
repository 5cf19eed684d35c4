"""What an agent sends, checked against the classes that both sides share."""

import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar

from flask import Response, request

from atelier.devices.identity import clean_text
from atelier.errors import Invalid
from atelier.words import N_
from diagnostics import wire

T = TypeVar("T")

#: In bytes. The result of an order has a limit of its own, below this.
_LONGEST = 262_144
#: No count and no size is beyond this; what is has other causes.
_LARGEST = 2**64


class NotJson(Invalid):
    status = 400
    code = "not_json"


class Malformed(Invalid):
    """A field is not what it should be; ``expected`` says so in English."""

    code = "malformed"


def read(kind: type[T]) -> T:
    """The body of this request. Raises NotJson, Malformed, or HTTP 413."""
    request.max_content_length = _LONGEST
    document = _json(request.get_data())
    _check_storable(document, kind.__name__)
    try:
        return wire.decode(kind, document)
    except wire.Malformed as error:
        _refuse(str(error))


def answer(document: Any) -> Response:
    return Response(wire.encode(document), mimetype="application/json")


def _json(body: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise NotJson(
            N_("De server begreep dit niet: het is geen JSON."),
            expected=f"JSON ({clean_text(str(error), 100)})",
        ) from error
    if not isinstance(document, dict):
        raise NotJson(N_("De server begreep dit niet: het is geen JSON."), expected="JSON object")
    return document


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _check_storable(value: Any, path: str) -> None:
    """No database takes a NUL, half a surrogate pair, or a number without bounds."""
    if isinstance(value, dict):
        for name, inner in value.items():
            _check_storable(name, path)
            _check_storable(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            _check_storable(inner, f"{path}[{number}]")
    elif not _storable(value):
        _refuse(f"{path} cannot be kept")


def _storable(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int):
        return -_LARGEST <= value <= _LARGEST
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= char <= "\udfff" for char in value)
    return True


def _refuse(problem: str) -> NoReturn:
    """``problem`` begins with the path of the field: ``Presence.boot_id is missing``."""
    problem = clean_text(problem, 200) or "?"
    field = problem.split(" ", 1)[0].partition(".")[2]
    raise Malformed(
        N_("Dit bericht klopt niet: %(problem)s."),
        field=field or None,
        problem=problem,
        expected=problem,
    )

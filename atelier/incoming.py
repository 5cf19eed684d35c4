"""JSON that comes from outside: read, and known to be something that any database can keep."""

import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn

from atelier.errors import Invalid
from atelier.words import N_

#: No count and no size is beyond this; what is has other causes.
_LARGEST = 2**64
#: Of what is told about a fault, in characters.
_LONGEST = 200


class NotJson(Invalid):
    status = 400
    code = "not_json"


class Malformed(Invalid):
    """A field is not what it should be; ``expected`` says so in English."""

    code = "malformed"


def parse(body: bytes, name: str) -> Mapping[str, Any]:
    """A JSON object; ``name`` is what it is called where something is wrong with it.

    Raises NotJson or Malformed.
    """
    try:
        document = json.loads(body, parse_constant=_no_number)
        if not isinstance(document, dict):
            raise _not_json("JSON object")
        _check_storable(document, name)
    except (ValueError, RecursionError) as error:
        raise _not_json(f"JSON ({_shown(str(error), 100)})") from error
    return document


def refuse(problem: str) -> NoReturn:
    """``problem`` begins with the path of the field: ``Presence.boot_id is missing``."""
    problem = _shown(problem, _LONGEST)
    field = problem.split(" ", 1)[0].partition(".")[2]
    raise Malformed(
        N_("Dit bericht klopt niet: %(problem)s."),
        field=field or None,
        problem=problem,
        expected=problem,
    )


def _not_json(expected: str) -> NotJson:
    return NotJson(N_("De server begreep dit niet: het is geen JSON."), expected=expected)


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
        refuse(f"{path} cannot be kept")


def _storable(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int):
        return -_LARGEST <= value <= _LARGEST
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= char <= "\udfff" for char in value)
    return True


def _shown(text: str, longest: int) -> str:
    """Printable, on one line."""
    words = "".join(char if char.isprintable() else " " for char in text).split()
    return " ".join(words)[:longest] or "?"

"""What each kind of order needs to be told."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from atelier.errors import Invalid
from atelier.words import N_
from diagnostics import wire
from diagnostics.wire import erasure, imaging

Wanted = Mapping[str, Any]

#: In seconds: shorter finds nothing, and nobody leaves a machine at it for longer than a night.
STRESS_S = (10, 12 * 3600)
#: What the page offers first.
STRESS_USUAL_S = 600
LENGTHS = ("short", "long")


def check(kind: str, wanted: Wanted) -> dict[str, Any]:
    """The parameters as the order carries them. Raises Invalid."""
    if kind not in wire.KINDS:
        raise Invalid(N_("Kies wat het toestel moet doen."), field="kind")
    reader = _READERS.get(kind, _none)
    return reader(wanted)


def _none(_wanted: Wanted) -> dict[str, Any]:
    return {}


def _stress(wanted: Wanted) -> dict[str, Any]:
    seconds = wanted.get("seconds", STRESS_USUAL_S)
    least, most = STRESS_S
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not least <= seconds <= most:
        raise Invalid(
            N_("Kies een tijd van %(least)s tot %(most)s seconden."),
            field="seconds",
            least=least,
            most=most,
        )
    return {"seconds": seconds}


def _self_test(wanted: Wanted) -> dict[str, Any]:
    length = wanted.get("length", "short")
    if length not in LENGTHS:
        raise Invalid(N_("Kies een korte of een lange test."), field="length")
    return {"length": length}


def _erase(wanted: Wanted) -> dict[str, Any]:
    """Whoever asks brings the whole policy: none is erased by a default that nobody chose."""
    if "policy" not in wanted:
        raise Invalid(N_("Wissen begint op zijn eigen pagina."), field="kind")
    try:
        parameters = erasure.understand_parameters(wanted)
    except wire.Malformed as error:
        raise Invalid(str(error).replace("%", "%%"), field="policy") from error
    told: dict[str, Any] = json.loads(wire.encode(parameters))
    return told


def _image(wanted: Wanted) -> dict[str, Any]:
    """Whoever asks says which image, and over what: nothing is written by a default."""
    if "image" not in wanted:
        raise Invalid(N_("Software zetten begint op zijn eigen pagina."), field="kind")
    try:
        parameters = imaging.understand_parameters(wanted)
    except wire.Malformed as error:
        raise Invalid(str(error).replace("%", "%%"), field="image") from error
    told: dict[str, Any] = json.loads(wire.encode(parameters))
    return told


_READERS: Mapping[wire.Kind, Callable[[Wanted], dict[str, Any]]] = {
    "stress": _stress,
    "self_test": _self_test,
    "erase": _erase,
    "image": _image,
}

"""Which device is this? What is asked of a person, in a form that a database keeps."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from atelier.devices.hardware import Description
from atelier.devices.identity import Candidate, Choice, Identifier
from atelier.words import Sentence

Document = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the machine says it is, and the devices that it may be, the likeliest first."""

    why: Sentence
    description: Description
    identifiers: frozenset[Identifier]
    candidates: tuple[Candidate, ...]


def write(choice: Choice, told: Description, identifiers: Iterable[Identifier]) -> Document:
    return {
        "why": {"text": choice.why.text, "values": dict(choice.why.values)},
        "description": {name: getattr(told, name) for name in told.__slots__},
        "identifiers": _pairs(sorted(identifiers)),
        "candidates": [
            {
                "device_id": one.key,
                "agreeing": _pairs(one.agreeing),
                "differing": _pairs(one.differing),
            }
            for one in choice.candidates
        ],
    }


def read(document: Mapping[str, Any]) -> Question:
    return Question(
        why=Sentence(document["why"]["text"], document["why"]["values"]),
        description=Description(**document["description"]),
        identifiers=frozenset(_identifiers(document["identifiers"])),
        candidates=tuple(
            Candidate(
                one["device_id"],
                tuple(_identifiers(one["agreeing"])),
                tuple(_identifiers(one["differing"])),
            )
            for one in document["candidates"]
        ),
    )


def _pairs(identifiers: Iterable[Identifier]) -> list[list[str]]:
    return [[one.scheme, one.value] for one in identifiers]


def _identifiers(pairs: Sequence[Sequence[str]]) -> list[Identifier]:
    return [Identifier(scheme, value) for scheme, value in pairs]

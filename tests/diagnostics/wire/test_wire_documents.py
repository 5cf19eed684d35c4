"""What agent and server say: there and back again, and everything that is not it."""

import contextlib
import json
import math
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields, is_dataclass
from typing import Any, Literal, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics import wire
from diagnostics.wire import Malformed, decode, encode
from diagnostics.wire.pairing import Asked, Standing

DOCUMENTS = (wire.Order, wire.Word, wire.WordTaken, wire.Presence, wire.View, Asked, Standing)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(max_size=8), JSON, max_size=4)

st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
st.register_type_strategy(Mapping, lambda _: OBJECTS)


@pytest.mark.parametrize("kind", DOCUMENTS, ids=lambda kind: kind.__name__)
def test_there_and_back_again(kind: type) -> None:
    @given(st.builds(kind, **{name: hints(kind, name) for name in get_type_hints(kind)}))
    def check(document: Any) -> None:
        assert decode(kind, encode(document)) == document

    check()


def hints(kind: type, name: str) -> st.SearchStrategy[Any]:
    return st.from_type(get_type_hints(kind)[name])


@pytest.mark.parametrize("kind", DOCUMENTS, ids=lambda kind: kind.__name__)
def test_any_json_is_a_document_or_malformed(kind: type) -> None:
    names = [field.name for field in fields(kind)]

    @given(st.dictionaries(st.sampled_from(names), JSON) | JSON)
    def check(document: Any) -> None:
        with contextlib.suppress(Malformed):
            assert is_dataclass(decode(kind, json.dumps(document)))

    check()


@given(st.binary() | st.text())
def test_what_is_no_json(raw: bytes | str) -> None:
    with pytest.raises(Malformed):
        decode(wire.Word, raw)


WORD = {
    "id": "w",
    "state": "running",
    "at": "2026-01-01T00:00:00+00:00",
    "boot_id": "b",
    "number": 1,
}


@pytest.mark.parametrize("name", list(WORD))
def test_a_missing_field_is_named(name: str) -> None:
    with pytest.raises(Malformed, match=rf"^Word\.{name} is missing$"):
        decode(wire.Word, {key: value for key, value in WORD.items() if key != name})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", 5),
        ("id", None),
        ("state", "lost"),
        ("state", ["running"]),
        ("state", None),
        ("number", "1"),
        ("number", True),
        ("number", 1.5),
        ("number", None),
        ("fraction", "half"),
        ("fraction", True),
        ("fraction", math.nan),
        ("reason", "bored"),
        ("reason", {}),
        ("result", []),
        ("result", None),
        ("message", 7),
        ("checkpoint", "sector 5"),
    ],
)
def test_a_wrong_field_is_named(field: str, value: Any) -> None:
    with pytest.raises(Malformed, match=rf"^Word\.{field} cannot be "):
        decode(wire.Word, {**WORD, field: value})


def test_a_fault_deep_inside_is_named() -> None:
    order = {"id": "o", "kind": "stress", "machine": {"report_id": "r", "uuid": 7}}
    with pytest.raises(Malformed, match=r"^View\.orders\[1\]\.machine\.uuid cannot be '7'$"):
        decode(
            wire.View, {"version": "1", "orders": [{**order, "machine": {"report_id": "r"}}, order]}
        )


def test_a_pair_of_the_wrong_length() -> None:
    with pytest.raises(Malformed, match=r"^View\.way\[0\]"):
        decode(wire.View, {"version": "1", "way": [["received"]]})


@pytest.mark.parametrize("raw", ["", "null", "[]", "5", '"text"', "{", b"\xff\xfe", b"\x00"])
def test_no_object_at_all(raw: bytes | str) -> None:
    with pytest.raises(Malformed):
        decode(wire.WordTaken, raw)


def test_deeply_nested_json_is_malformed_too() -> None:
    with pytest.raises(Malformed):
        decode(wire.WordTaken, "[" * 100_000)


def test_what_a_newer_peer_adds_is_left_aside() -> None:
    taken = decode(wire.WordTaken, b'{"state": "running", "mood": "fine"}')
    assert taken == wire.WordTaken(state="running")


def test_a_whole_number_may_stand_for_a_float() -> None:
    fraction = decode(wire.Word, {**WORD, "fraction": 1}).fraction
    assert (fraction, type(fraction)) == (1.0, float)


def test_a_kind_that_is_newer_than_us_arrives() -> None:
    """So that it can be refused by its name, and the orders beside it are not lost."""
    order = decode(wire.Order, {"id": "o", "kind": "erase", "machine": {"report_id": "r"}})
    assert order.kind == "erase"


@pytest.mark.parametrize("kind", DOCUMENTS, ids=lambda kind: kind.__name__)
def test_what_was_added_later_may_be_absent(kind: type) -> None:
    """An older peer does not say it: every field but the first ones has a default."""
    first = {
        "Order": {"id", "kind", "machine"},
        "Word": set(WORD),
        "WordTaken": {"state"},
        "Presence": {"boot_id", "report_id", "agent_version"},
        "View": {"version"},
        "Asked": {"id", "code_mac", "seen_certificate", "seen_mac", "agent_version"},
        "Standing": {"state"},
    }
    needed = {
        field.name
        for field in fields(kind)
        if field.default is MISSING and field.default_factory is MISSING
    }
    assert needed == first[kind.__name__]


def test_the_lists_of_the_contract_agree() -> None:
    assert set(wire.ON_A_DISK) < set(wire.KINDS)
    assert {"done", "failed"} == wire.FINAL
    assert len(set(wire.REASONS)) == len(wire.REASONS)


@dataclass(frozen=True)
class _Choice:
    colour: Literal["red", "green"]
    sizes: tuple[int, ...] = ()


@given(st.sampled_from(["red", "green"]), st.lists(st.integers()))
def test_tuples_and_choices(colour: Any, sizes: list[int]) -> None:
    choice = _Choice(colour, tuple(sizes))
    assert decode(_Choice, asdict(choice)) == choice

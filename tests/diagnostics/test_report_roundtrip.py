"""Any report that the contract allows survives the way to the server unchanged."""

import dataclasses
import types
import typing
from collections.abc import Mapping
from typing import Any, Literal, Union

import pydantic
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnostics import report as contract
from diagnostics.report import Report, encode

#: JSON carries no lone surrogates; everything else that a disk may call itself is allowed,
#: NUL and control characters included.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
FLOAT = st.floats(allow_nan=False, allow_infinity=False)
PLAIN = {
    str: TEXT,
    int: st.integers(-(2**63), 2**64),
    float: FLOAT,
    bool: st.booleans(),
    type(None): st.none(),
    Any: JSON,
}


def strategy(annotation: Any) -> st.SearchStrategy[Any]:
    """Values of a type as the contract uses types: read off the annotations, not written twice."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if annotation in PLAIN:
        return PLAIN[annotation]
    if dataclasses.is_dataclass(annotation):
        return instances(typing.cast("type", annotation))
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in {Union, types.UnionType}:
        return st.one_of([strategy(one) for one in arguments])
    if origin is tuple:
        return st.lists(strategy(arguments[0]), max_size=2).map(tuple)
    if origin is not None and issubclass(origin, Mapping):
        return st.dictionaries(TEXT, strategy(arguments[1]), max_size=3)
    raise AssertionError(f"the contract holds a type that this test does not know: {annotation}")


def instances(kind: type) -> st.SearchStrategy[Any]:
    """Any field may be absent: most are, so that what is there is seen in every company."""
    hints = typing.get_type_hints(kind)
    fields = dataclasses.fields(kind)
    required = {f.name: strategy(hints[f.name]) for f in fields if is_required(f)}
    optional = {f.name: strategy(hints[f.name]) for f in fields if not is_required(f)}
    return st.fixed_dictionaries(required, optional=optional).map(lambda values: kind(**values))


def is_required(field: "dataclasses.Field[Any]") -> bool:
    return field.default is field.default_factory is dataclasses.MISSING


REPORTS = instances(Report)
ADAPTER = pydantic.TypeAdapter(Report)


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(REPORTS)
def test_a_report_comes_out_of_json_as_it_went_in(report: Report) -> None:
    sent = encode(report)
    received = ADAPTER.validate_json(sent)
    assert received == report
    assert encode(received) == sent


@pytest.mark.parametrize("name", contract.__all__)
def test_what_the_contract_offers_is_there(name: str) -> None:
    assert hasattr(contract, name)


def test_another_version_is_not_taken_for_this_one() -> None:
    report = Report(id="x", made_at="y", agent=contract.Agent(version="1", root=False))
    other = encode(report).replace(b'"version":1,"windows11"', b'"version":2,"windows11"')
    assert other != encode(report)
    with pytest.raises(pydantic.ValidationError, match="version"):
        ADAPTER.validate_json(other)

"""The one JSON text of a certificate, by RFC 8785."""

import json
from dataclasses import replace

import pytest

from labels.certificates import canonical, encode
from tests.certificates import ERASED, EVERY


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None, "é€"]}, '{"a":[true,null,"é€"],"b":1}'),
        # RFC 8785, 3.2.2: the strings and numbers of its own example, as far as they can occur.
        ('€$\u000f\nA\'B"\\\\"/', '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'),
        ([333333333.33333329, 4.50, 2e-3], "[333333333.3333333,4.5,0.002]"),
        ([1.0, -0.0, 100.0, 1e20], "[1,0,100,100000000000000000000]"),
        (0.000001, "0.000001"),
    ],
)
def test_a_value_has_one_text(value: object, text: str) -> None:
    assert encode(value).decode() == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e-9, 1e22, object(), "\ud800"])
def test_what_has_no_such_text_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"certificate|JSON|surrogates"):
        encode(value)


@pytest.mark.parametrize("name", EVERY)
def test_every_certificate_has_one(name: str) -> None:
    text = canonical(EVERY[name])
    read = json.loads(text)
    assert encode(read) == text
    assert read["number"] == EVERY[name].number
    assert read["version"] == 1


def test_any_other_value_gives_other_bytes() -> None:
    other = replace(ERASED, disk=replace(ERASED.disk, serial="TST4NX0M123457"))
    assert canonical(other) != canonical(ERASED)

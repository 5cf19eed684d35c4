"""The same versions once more, and what a mirror no longer has."""

import json
from pathlib import Path

import pytest

from atelier.workshop.imaging.building import BuildError, Pins, read_pins
from atelier.workshop.imaging.building.pins import missing
from diagnostics.wire.imaging import Package

PINS = Pins(
    sha256="0" * 64,
    name="mini",
    release="2026.11.21",
    recipe_sha256=None,
    packages=(Package(name="a", release="1.0-1"), Package(name="b", release="2:3+deb12u1")),
)


def test_apt_is_told_each_version():
    assert PINS.preferences().split("\n\n")[1] == (
        "Package: b\nPin: version 2:3+deb12u1\nPin-Priority: 1001\n"
    )


@pytest.mark.parametrize(
    ("there", "gone"),
    [
        ({"a": {"1.0-1", "1.0-2"}, "b": {"2:3+deb12u1"}}, []),
        ({"a": {"1.0-2"}, "b": {"2:3+deb12u1"}}, ["a 1.0-1 (there is: 1.0-2)"]),
        ({"a": {"1.0-1"}}, ["b 2:3+deb12u1 (there is: none at all)"]),
    ],
)
def test_what_is_gone_is_named(there: dict[str, set[str]], gone: list[str]):
    assert list(missing(PINS, there)) == gone


def test_what_came_out_otherwise_is_named():
    assert PINS.differences(PINS.packages) == ()
    found = (Package(name="a", release="1.0-2"), Package(name="c", release="9"))
    assert PINS.differences(found) == (
        "a: 1.0-1 then, 1.0-2 now",
        "b: 2:3+deb12u1 then, none now",
        "c: none then, 9 now",
    )


def test_a_file_that_is_no_manifest_says_so(tmp_path: Path):
    (tmp_path / "manifest.json").write_text(json.dumps({"name": "mini"}))
    with pytest.raises(BuildError, match="does not say what it was built of"):
        read_pins(tmp_path / "manifest.json")

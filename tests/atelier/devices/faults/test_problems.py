"""The words for what can be wrong: complete, drawn, and countable by others."""

from pathlib import Path

import flask_bootstrap
import pytest

from atelier.devices import faults
from atelier.devices.lifecycle import KINDS


def _icons() -> str:
    folder = Path(flask_bootstrap.__file__).parent
    return (folder / "static/bootstrap5/icons/bootstrap-icons.svg").read_text()


def test_every_word_has_a_picture_and_a_place() -> None:
    icons = _icons()
    tables = (faults.PROBLEMS, faults.CATEGORIES, faults.OUTCOMES, faults.BARRIERS)
    for each in (one for table in tables for one in table.values()):
        assert f'id="{each.icon}"' in icons, each.key
    for problem in faults.PROBLEMS.values():
        assert problem.category in faults.CATEGORIES
        assert set(problem.kinds) <= set(KINDS)


def test_two_problems_of_one_kind_do_not_look_alike() -> None:
    for kind in KINDS:
        found = faults.problems_for(kind)
        assert len({each.icon for each in found}) >= len(found) - 1
        assert len({each.word for each in found}) == len(found)


@pytest.mark.parametrize("kind", KINDS)
def test_something_else_can_always_be_said(kind: str) -> None:
    assert faults.problems_for(kind)[-1].key == faults.OTHER


def test_a_kind_has_only_what_it_can_have() -> None:
    screen = {each.key for each in faults.problems_for("screen")}
    assert {"screen", "port_video", "starts_not"} <= screen
    assert not screen & {"battery", "keyboard", "disk", "wifi", "bios_lock"}
    assert "hinge" not in {each.key for each in faults.problems_for("smartphone")}


@pytest.mark.parametrize(
    ("kind", "category"),
    [
        ("laptop", (16, "Laptop")),
        ("desktop", (4, "Desktop computer")),
        ("all_in_one", (4, "Desktop computer")),
        ("tablet", (30, "Tablet")),
        ("smartphone", (19, "Mobile")),
        ("screen", (8, "Flat screen")),
        ("other", (18, "Misc")),
    ],
)
def test_the_categories_are_those_of_the_standard(kind: str, category: tuple[int, str]) -> None:
    assert faults.product_category(kind) == category


def test_the_outcomes_and_barriers_are_those_of_the_standard() -> None:
    assert [(each.code, each.name) for each in faults.OUTCOMES.values()] == [
        (0, "Unknown"),
        (1, "Fixed"),
        (2, "Repairable"),
        (3, "End of life"),
    ]
    assert [each.code for each in faults.BARRIERS.values()] == [1, 2, 3, 4, 5, 6]

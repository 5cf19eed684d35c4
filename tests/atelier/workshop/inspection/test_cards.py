"""Cards as data, and as they are asked of one device: pure rules."""

from pathlib import Path
from typing import Any

import pytest

from atelier.devices import faults
from atelier.devices.lifecycle import KINDS
from atelier.errors import Invalid
from atelier.settings import ROOT
from atelier.workshop.inspection import grading
from atelier.workshop.inspection.checking.asking import Asked, asked, first_open
from atelier.workshop.inspection.checklists import delivered
from atelier.workshop.inspection.checklists.card import Card, read, write
from atelier.workshop.inspection.checklists.delivered import ChecklistsError
from atelier.workshop.inspection.checklists.parts import PARTS

DELIVERED = delivered.load(ROOT / "config" / "checklists.toml")
LAPTOP = DELIVERED["laptop"]
ODD = {"key": "a", "icon": "b", "meaning": "odd", "text": {"nl": "c"}}


def keys(found: list[Asked]) -> list[str]:
    return [one.key for one in found]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_delivered_is_whole(kind: str) -> None:
    cards = DELIVERED[kind]
    assert read(write(cards)) == cards
    for card in cards:
        assert set(card.text) == {"nl", "fr", "en"}
        for answer in card.answers:
            assert set(answer.text) == {"nl", "fr", "en"}
            assert (answer.problem is not None) == (answer.meaning in ("worn", "broken"))
            assert answer.problem is None or answer.problem in faults.PROBLEMS


@pytest.mark.parametrize("kind", KINDS)
def test_each_part_of_a_drawing_has_a_problem_of_its_kind(kind: str) -> None:
    known = {problem.key for problem in faults.problems_for(kind)}
    drawn = {part for card in DELIVERED[kind] for part in card.parts}
    assert {PARTS[part].problem for part in drawn} <= known


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "riddle"}, "kind"),
        ({"key": ""}, "key"),
        ({"picture": None}, "picture"),
        ({"text": {"fr": "Oui"}}, None),
        ({"text": {"nl": "x" * 161}}, None),
        ({"answers": []}, "answers"),
        ({"answers": [ODD, ODD]}, "meaning"),
        ({"kind": "mark", "about": "looks", "parts": []}, "parts"),
        ({"kind": "mark", "about": "smell", "parts": ["lid"]}, "about"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(change: dict[str, Any], field: str | None) -> None:
    (clean, *_rest) = write(LAPTOP)
    with pytest.raises(Invalid) as refused:
        read([{**clean, **change}])
    assert refused.value.field == field


def test_a_list_without_cards_or_with_one_twice_is_refused() -> None:
    for told in ([], write(LAPTOP) * 2, write(LAPTOP) * 7):
        with pytest.raises(Invalid):
            read(told)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kinds = [", "Cannot declare|Invalid|Unclosed|Expected"),
        ("[kinds]\nlaptop = []", "each of"),
        ("[kinds]\n" + "\n".join(f'{kind} = ["x"]' for kind in KINDS), "'x'"),
        (
            "[kinds]\n"
            + "\n".join(f'{kind} = ["x"]' for kind in KINDS)
            + '\n[cards.x]\nkind = "ask"',
            "kinds.laptop",
        ),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "lists.toml"
    path.write_text(text)
    with pytest.raises(ChecklistsError, match=said) as refused:
        delivered.load(path)
    assert "lists.toml" in str(refused.value)


def test_a_healthy_laptop_is_three_taps() -> None:
    answers: dict[str, Any] = {}
    for given in ("clean", "none", "none"):
        card = first_open(asked(LAPTOP, answers, {}))
        assert card is not None
        answers[card.key] = {"answer": given}
    assert first_open(asked(LAPTOP, answers, {})) is None


def test_what_was_tapped_asks_how_bad_it_is_right_after_the_drawing() -> None:
    answers = {
        "clean": {"answer": "clean"},
        "looks": {"answer": "marked", "parts": ["lid", "hinge_left"]},
    }
    found = asked(LAPTOP, answers, {})
    assert keys(found) == ["clean", "looks", "looks.lid", "looks.hinge_left", "works"]
    card = first_open(found)
    assert card is not None
    assert card.key == "looks.lid"
    bad = asked(LAPTOP, {**answers, "looks.hinge_left": {"answer": "broken"}}, {})[3]
    assert (bad.problem, bad.meaning) == ("hinge", "broken")
    light = asked(LAPTOP, {**answers, "looks.hinge_left": {"answer": "light"}}, {})[3]
    assert (light.problem, light.meaning) == (None, "light")


def test_a_drawing_said_to_be_marked_with_nothing_on_it_is_not_answered() -> None:
    for parts in ([], ["no such part"]):
        (_clean, looks, *_) = asked(LAPTOP, {"looks": {"answer": "marked", "parts": parts}}, {})
        assert not looks.is_answered


def test_what_the_machine_found_good_is_not_asked_again() -> None:
    works = Card(
        key="works", kind="mark", about="works", text={"nl": "?"}, picture="works",
        parts=("keyboard", "camera", "fan"),
    )  # fmt: skip
    (drawn,) = asked([works], {}, {"keyboard": "good", "camera": "wrong"})
    assert [part.key for part in drawn.parts] == ["camera", "fan"]
    assert [part.key for part in drawn.measured] == ["keyboard"]
    assert [part.key for part in drawn.doubted] == ["camera"]
    bare = Card(
        key="works", kind="mark", about="works", text={"nl": "?"}, picture="works",
        parts=("keyboard", "camera"),
    )  # fmt: skip
    assert asked([bare], {}, {"keyboard": "good", "camera": "absent"}) == []


def test_how_it_looks_no_machine_can_say() -> None:
    looks = LAPTOP[1]
    (drawn,) = asked([looks], {}, {"keyboard": "good", "screen": "good"})
    assert len(drawn.parts) == len(looks.parts)


@pytest.mark.parametrize(
    ("hardware", "meanings", "grade"),
    [
        (None, [], "A"),
        ("A", ["good", "good"], "A"),
        ("B", ["good"], "B"),
        ("A", ["light"], "B"),
        ("A", ["light"] * 3, "C"),
        ("A", ["worn"], "C"),
        ("A", ["broken"], "C"),
        ("A", ["worn", "worn", "broken"], "D"),
        ("D", ["light"], "D"),
        ("A", ["absent", None, "good"], "A"),
    ],
)
def test_the_grade_is_the_worst_of_both(
    hardware: str | None, meanings: list[str | None], grade: str
) -> None:
    suggested = grading.suggest(hardware, meanings)
    assert suggested.grade == grade
    assert suggested.reasons

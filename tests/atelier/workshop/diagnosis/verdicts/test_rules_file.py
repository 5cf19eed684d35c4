"""A wrong rules file is refused with a message that says where and what."""

from pathlib import Path

import pytest

from atelier.workshop.diagnosis.verdicts import RulesError, load_rules


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("worn_rate = 0.05", "worn_rate = -1", "[disk] worn_rate: expected a number from 0 to 10"),
        ("worn_rate = 0.05", "worn_rate = true", "[disk] worn_rate: expected a number"),
        ("worn_rate = 0.05", "worn_rate = 0.5", "[disk] replace_rate: expected a number from 0.5"),
        ("worn_rate = 0.05", "", "[disk] worn_rate: expected a number from 0 to 10, it is missing"),
        ("worn_hours", "worn_hour", "[disk] worn_hours: expected a whole number"),
        ("good_gb = 8", "good_gb = 8\nbest_gb = 9", "[memory] best_gb: unknown key; known are goo"),
        ('failing = "replace"', 'failing = "bad"', "[disk] [smartctl] failing: expected one of go"),
        ("id = 5", "id = 500", "[[attributes]] number 1 id: expected a whole number from 1 to 255"),
        ("[17, 0.236]", "[17, 0.001]", "number 1 steps: expected counts from 1 that rise"),
        ("[17, 0.236]", "[2, 0.236]", "number 1 steps: expected counts from 1 that rise"),
        ("[17, 0.236]", "17", "number 1 steps: expected a list of [count, rate] pairs"),
        ('grade = "B"', 'grade = "E"', "[[grades]] number 2 grade: expected one of A, B, C, D"),
        ('grade = "D"', 'grade = "D"\nbits64 = true', "[[grades]]: the last row must have no cond"),
        ('disk = ["good"]', 'disk = ["fine"]', "[[grades]] number 1 disk: expected a list out of"),
        ("\nwindows11 = true", '\nwindows11 = "yes"', "number 1 windows11: expected true or false"),
        ("[battery]", "[batery]", " battery: expected a table [battery], it is missing"),
        ("[disk]", "[disk", "is not TOML"),
    ],
)
def test_what_is_wrong_is_said(
    rules_file: Path, tmp_path: Path, right: str, wrong: str, message: str
) -> None:
    text = rules_file.read_text()
    assert right in text
    broken = tmp_path / "broken.toml"
    broken.write_text(text.replace(right, wrong, 1))
    with pytest.raises(RulesError) as told:
        load_rules(broken)
    assert str(broken) in str(told.value)
    assert message in str(told.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"none\.toml: cannot be read"):
        load_rules(tmp_path / "none.toml")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "binary.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RulesError, match="is not TOML"):
        load_rules(file)

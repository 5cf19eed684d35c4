"""What is said when the agent itself goes wrong."""

import os
from pathlib import Path

import pytest

from diagnostics.resident import crash
from diagnostics.words import in_language

NL = in_language("nl")


def fail(mark: Path, pause_s: float = 0.0) -> None:
    with crash.told(NL, mark, pause_s):
        raise ZeroDivisionError("here")


def test_a_crash_goes_to_the_journal_and_the_agent_ends(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        fail(tmp_path / "run" / "crashed")
    out, err = capfd.readouterr()
    assert ended.value.code == 1
    assert "ZeroDivisionError: here" in err
    assert "Het start opnieuw" in out
    assert "Zet het toestel uit" not in out


def test_the_second_one_soon_after_says_what_to_do(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        with pytest.raises(SystemExit):
            fail(tmp_path / "crashed")
    assert "Zet het toestel uit en weer aan" in capfd.readouterr().out


def test_a_crash_of_long_ago_does_not_count(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    mark = tmp_path / "crashed"
    with pytest.raises(SystemExit):
        fail(mark)
    os.utime(mark, (0, 0))
    with pytest.raises(SystemExit):
        fail(mark)
    assert "Zet het toestel uit" not in capfd.readouterr().out


def test_where_nothing_can_be_noted_it_is_told_all_the_same(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(SystemExit):
        fail(blocked / "crashed")
    assert "Het start opnieuw" in capfd.readouterr().out


def test_an_ordinary_end_is_no_crash(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended, crash.told(NL, tmp_path / "crashed"):
        raise SystemExit(0)
    assert ended.value.code == 0
    assert not (tmp_path / "crashed").exists()

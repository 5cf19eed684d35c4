"""A person goes through the checks: answers, faults, skipping, stopping, going away."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from diagnostics.checks import deciding, going, sound
from diagnostics.checks.asking import Choice, choose
from diagnostics.checks.going import one, run_all
from diagnostics.checks.kit import IDLE_S, Found, Stopped, Texts
from diagnostics.report import FAULTS, Agent, Check, KeysSeen, Report, encode
from diagnostics.words import LANGUAGES, in_language

from .conftest import Player

CHOICES = [Choice("a", "Eerste"), Choice("b", "Tweede"), Choice("c", "Derde")]


@pytest.mark.parametrize(
    ("keys", "first", "taken"),
    [
        (["enter"], "", "a"),
        (["space"], "b", "b"),
        (["down", "enter"], "", "b"),
        (["down", "down", "down", "enter"], "", "a"),
        (["up", "enter"], "", "c"),
        (["tab", "enter"], "", "b"),
        (["2"], "", "b"),
        # The same key on a Belgian keyboard, and keys that are no choice.
        (["é"], "", "b"),
        (["9", "x", "f1", '"'], "", "c"),
        (["enter"], "no such choice", "a"),
    ],
)
def test_choosing(make_kit: Any, make_host: Any, keys: list[str], first: str, taken: str) -> None:
    assert choose(make_kit(make_host(), keys), "Kies", CHOICES, first) == taken


@pytest.mark.parametrize("keys", [["escape"], []])
def test_escape_or_nobody_stops(
    make_kit: Any, make_host: Any, player: Player, keys: list[str]
) -> None:
    with pytest.raises(Stopped):
        choose(make_kit(make_host(), keys), "Kies", CHOICES)
    assert player.now <= 1000 + IDLE_S


@dataclass
class Made:
    """A check that finds what a test wrote down."""

    found: list[Found] = field(default_factory=lambda: [Found()])
    is_there: bool = True
    NAME: str = "keyboard"

    def texts(self, words: Any) -> Texts:
        faults = {"dead_keys": "Er werken toetsen niet", "stuck_keys": "Hangen"}
        return Texts(title="T", todo="Doe dit.", question="Goed?", absent="Geen.", faults=faults)

    def there(self, host: Any) -> bool:
        return self.is_there

    def perform(self, kit: Any) -> Found:
        found = self.found.pop(0)
        if isinstance(found, Exception):
            raise found
        kit.stage.now += 7
        return found


SEEN = KeysSeen(pressed=3, missing=("A",))
SAW = Found(measured={"keys": SEEN}, proposes="wrong")


@pytest.mark.parametrize(
    ("checker", "keys", "answer", "faults", "keys_seen"),
    [
        (Made(), ["enter", "enter"], "good", (), None),
        # What was seen stays beside an answer that says otherwise.
        (Made([SAW]), ["enter", "1"], "good", (), SEEN),
        (Made([SAW]), ["enter", "enter", "enter"], "wrong", ("dead_keys",), SEEN),
        (Made([SAW]), ["enter", "2", "2"], "wrong", ("stuck_keys",), SEEN),
        (Made([SAW]), ["enter", "2", "3"], "wrong", ("other",), SEEN),
        (Made([SAW, Found()]), ["enter", "3", "enter"], "good", (), None),
        (Made([SAW]), ["enter", "4"], "not_present", (), SEEN),
        (Made(), ["2"], "not_present", (), None),
        (Made(), ["3"], "skipped", (), None),
        (Made(is_there=False), ["enter"], "not_present", (), None),
        (Made(is_there=False), ["2"], "wrong", ("not_found",), None),
        (Made(is_there=False), ["3"], "skipped", (), None),
        (Made([Found(proposes="wrong", fault="no_key")]), ["enter"], "wrong", ("no_key",), None),
        (Made([OSError("gone")]), ["enter", "enter"], "skipped", (), None),
    ],
)
def test_one_check(
    *,
    make_kit: Any,
    make_host: Any,
    checker: Any,
    keys: list[str],
    answer: str,
    faults: tuple[str, ...],
    keys_seen: KeysSeen | None,
) -> None:
    check = one(make_kit(make_host(), keys), checker)
    assert (check.answer, check.faults, check.keys) == (answer, faults, keys_seen)
    assert check.seconds is not None
    assert datetime.fromisoformat(check.at or "").utcoffset() is not None


def test_a_sound_card_that_is_pulled_out_costs_no_answer(make_kit: Any, make_host: Any) -> None:
    """One by USB, between the question and the tone."""
    host = make_host({"proc/asound/pcm": "00-00: USB Audio : USB Audio : playback 1\n"})
    kit = make_kit(host, ["enter", "enter"])
    show = kit.stage.show

    def pulled(*shown: Any) -> None:
        host.path("proc/asound/pcm").write_text("")
        show(*shown)

    kit.stage.show = pulled
    assert one(kit, sound).answer == "skipped"


def test_a_check_that_fails_says_why(make_kit: Any, make_host: Any, player: Player) -> None:
    one(make_kit(make_host(), ["enter", "enter"]), Made([OSError("cable gone")]))
    assert "cable gone" in player.said


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two checks instead of nine."""
    made = (Made([Found()] * 3), Made([Found()] * 3, NAME="screen"))
    monkeypatch.setattr(going, "CHECKERS", made)
    monkeypatch.setattr(going, "proposed", lambda host: made)


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("keys", "answers"),
    [
        (["enter", "enter", "enter", "enter", "enter", "enter"], ["good", "good"]),
        # Only the second; then ready.
        (["3", "enter", "enter", "4"], ["good"]),
        (["4"], []),
        # Stopped in the middle of the second: the first stays.
        (["enter", "enter", "enter", "escape"], ["good"]),
        (["enter", "3", "3", "enter"], ["skipped", "skipped"]),
        # Called away after the first.
        (["enter", "enter", "enter"], ["good"]),
        # Once more, with another answer: the last one counts.
        (["2", "enter", "enter", "2", "2", "4"], ["not_present"]),
        ([], []),
    ],
)
def test_a_round(make_kit: Any, make_host: Any, keys: list[str], answers: list[str]) -> None:
    checks = run_all(make_kit(make_host(), keys), ())
    assert [check.answer for check in checks] == answers


@pytest.mark.usefixtures("two")
def test_the_menu_shows_what_was_answered(make_kit: Any, make_host: Any, player: Player) -> None:
    run_all(make_kit(make_host(), ["2", "enter", "enter", "4"]), ())
    assert "(v) goed" in player.screens[-1]
    assert "(v) goed" not in player.screens[0]


@pytest.mark.usefixtures("two")
def test_only_some_need_no_menu(make_kit: Any, make_host: Any) -> None:
    checks = run_all(make_kit(make_host(), ["enter", "enter"]), ["screen", "unknown"])
    assert [check.name for check in checks] == ["screen"]


@pytest.mark.parametrize(
    ("chassis", "files", "names"),
    [
        ("10", {}, [one.NAME for one in deciding.CHECKERS]),
        ("1", {}, [one.NAME for one in deciding.CHECKERS]),
        (None, {}, [one.NAME for one in deciding.CHECKERS]),
        ("3", {}, ["sound", "ports"]),
        ("3", {"sys/class/net/wlan0/phy80211/name": "phy0"}, ["sound", "ports", "wifi"]),
        ("13", {}, ["screen", "sound", "microphone", "camera", "ports", "wifi"]),
    ],
)
def test_what_a_machine_is_asked(
    make_host: Any, chassis: str | None, files: dict[str, str], names: list[str]
) -> None:
    kind = {"sys/class/dmi/id/chassis_type": chassis} if chassis else {}
    assert [one.NAME for one in deciding.proposed(make_host(kind | files))] == names


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_check_has_its_words_and_fits_the_smallest_screen(
    make_kit: Any, make_host: Any, player: Player, language: str
) -> None:
    """On a machine that has nothing, so that each asks whether that is right."""
    names = [checker.NAME for checker in deciding.CHECKERS]
    kit = make_kit(make_host(), ["enter"] * 200, language=language)
    kit.stage.keys[:] = ["down", "enter", "enter"] * 20
    run_all(kit, names)
    for checker in deciding.CHECKERS:
        told = checker.texts(in_language(language))
        assert set(told.faults) == set(FAULTS[checker.NAME])
        going.choose(
            make_kit(make_host(), ["1"], language=language), told.todo, going._answers(kit)
        )
    assert player.scrolled == []


def test_answers_travel_in_a_report(make_kit: Any, make_host: Any) -> None:
    check = one(make_kit(make_host(), ["enter", "2", "1"]), Made([SAW]))
    report = Report(id="x", made_at="y", agent=Agent(version="1", root=True), checks=(check,))
    assert b'"missing":["A"]' in encode(report)
    assert isinstance(report.checks[0], Check)

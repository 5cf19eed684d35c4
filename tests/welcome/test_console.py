"""The questions on a plain console, answered by keys."""

from collections.abc import Iterator

import pytest
from welcome.console import Console
from welcome.doing import System

from tests.welcome.conftest import Recorded


class Person:
    """Gives these lines, one at each question, and reads what is shown."""

    def __init__(self, *lines: str) -> None:
        self._lines: Iterator[str] = iter(lines)
        self.shown: list[str] = []

    def read(self, prompt: str) -> str:
        self.shown.append(prompt)
        return next(self._lines)

    def at(self, system: System) -> Console:
        return Console(
            system,
            read=self.read,
            read_secret=self.read,
            write=self.shown.append,
            pause=lambda _: None,
        )

    @property
    def read_so_far(self) -> str:
        return "".join(self.shown)


SECRET = "rode fiets maan"


def test_from_the_first_question_to_the_account(system: System, commands: Recorded):
    person = Person("1", "", "Anna", SECRET, SECRET)
    person.at(system).run()
    assert system.is_done
    assert "Je naam om aan te melden: anna" in person.read_so_far
    assert SECRET not in person.read_so_far
    assert "useradd" in commands.names


def test_a_number_on_an_azerty_keyboard_needs_no_shift(system: System):
    Person("é", '"', "Anna", SECRET, SECRET).at(system).run()
    assert (system.root / "etc/default/locale").read_text() == "LANG=fr_BE.UTF-8\n"
    assert 'XKBLAYOUT="us"' in (system.root / "etc/default/keyboard").read_text()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("9", "2", "", "Anna", SECRET, SECRET), "Typ een van de cijfers"),
        (("2", "x", "2", "Anna", SECRET, SECRET), "Tapez un des chiffres"),
        (("3", "", "", "Anna", SECRET, SECRET), "Type your name."),
        (("1", "", "Anna", "kort", SECRET, SECRET), "Dat is te kort"),
        (("1", "", "Anna", SECRET, "iets anders", SECRET, SECRET), "niet gelijk"),
    ],
)
def test_a_wrong_answer_is_said_and_asked_again(system: System, lines: tuple[str, ...], said: str):
    person = Person(*lines)
    person.at(system).run()
    assert said in person.read_so_far
    assert system.is_done


def test_what_fails_is_said_and_everything_is_asked_again(system: System, commands: Recorded):
    commands.failing = "chpasswd"
    person = Person("1", "", "Anna", SECRET, SECRET, "1", "", "Bea", SECRET, SECRET)

    def mended(_: float) -> None:
        commands.failing = None

    console = person.at(system)
    console._pause = mended
    console.run()
    assert "Dat is niet gelukt." in person.read_so_far
    assert {"bea"} == system.logins() - {"root"}


def test_it_runs_once(system: System):
    Person("1", "", "Anna", SECRET, SECRET).at(system).run()
    Person().at(system).run()

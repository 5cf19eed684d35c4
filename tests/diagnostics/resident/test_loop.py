"""Keys and orders become doings; what the person sees follows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from diagnostics.console.terminal import Terminal
from diagnostics.link.discovery import Found
from diagnostics.orders import Erased, Running, Wish
from diagnostics.report.checks import Check
from diagnostics.resident.board import Board
from diagnostics.resident.ending import Ended
from diagnostics.resident.facts import Facts
from diagnostics.resident.loop import Loop
from diagnostics.resident.reaching import PAIR, Choice
from diagnostics.words import in_language
from tests.diagnostics.console.conftest import Watched
from tests.diagnostics.resident.conftest import SELF_TEST, facts, taken

GOOD_KEYBOARD = Check(name="keyboard", answer="good")


@dataclass
class Doings:
    done: list[object] = field(default_factory=list)

    def measure(self) -> None:
        self.done.append("measure")

    def check(self) -> Sequence[Check]:
        self.done.append("check")
        return (GOOD_KEYBOARD,)

    def answered(self, checks: Sequence[Check]) -> None:
        self.done.append(checks)

    def choose(self, choice: Choice) -> None:
        self.done.append(choice)

    def go(self, wish: Wish) -> None:
        self.done.append(wish)


@dataclass
class Keeper:
    at_work: tuple[Running, ...] = ()
    wishes: list[Wish] = field(default_factory=list)

    def running(self) -> tuple[Running, ...]:
        return self.at_work

    def erased(self) -> tuple[Erased, ...]:
        return ()

    def wish(self) -> Wish | None:
        return self.wishes.pop(0) if self.wishes else None


class Seat:
    """Somebody in front of the machine."""

    def __init__(self, watched: Watched, terminal: Terminal) -> None:
        self.watched = watched
        self.board = Board(Facts())
        self.doings = Doings()
        self.keeper = Keeper()
        self.loop = Loop(self.board, terminal, self.keeper, self.doings, clock=lambda: 0.0)

    def at(self, facts: Facts) -> "Seat":
        self.board.change(**{name: getattr(facts, name) for name in facts.__slots__})
        return self

    def press(self, *keys: str) -> list[object]:
        for key in keys:
            self.watched.type(key)
            self.loop.step()
        return self.doings.done

    def sees(self) -> str:
        self.loop.step()
        return " ".join(" ".join(self.watched.text()).split())


@pytest.fixture
def seat(watched: Watched) -> Iterator[Seat]:
    with Terminal(in_language("nl"), watched.tty) as terminal:
        yield Seat(watched, terminal)


LEFT, RIGHT, UP, DOWN, ENTER, ESC = "\x1b[D", "\x1b[C", "\x1b[A", "\x1b[B", "\r", "\x1b"


def test_the_screen_follows_the_board(seat: Seat) -> None:
    seat.at(facts(reach="pairing", code="7K3M 9XQ2"))
    assert "op de pagina Stations" in seat.sees()
    seat.board.change(reach="not_found")
    assert "Geen server gevonden" in seat.sees()


@pytest.mark.parametrize(
    ("key", "done"),
    [
        ("1", ["check", (GOOD_KEYBOARD,)]),
        ("2", ["measure"]),
        ("9", ["reboot"]),
        ("0", ["power_off"]),
        ("\x1b[20~", ["reboot"]),  # F9
        ("\x1b[21~", ["power_off"]),  # F10
        ("7", []),
        ("x", []),
        (ENTER, []),
    ],
)
def test_each_key_does_what_the_footer_says(seat: Seat, key: str, done: list[object]) -> None:
    assert seat.at(taken()).press(key) == done


def test_off_is_asked_once_more_only_while_an_order_runs(seat: Seat) -> None:
    seat.at(taken())
    seat.keeper.at_work = (SELF_TEST,)
    assert seat.press("0") == []
    assert "Toch uitzetten" in seat.sees()
    assert seat.press(ESC) == []
    assert "Toch uitzetten" not in seat.sees()
    assert seat.press("0", "0") == ["power_off"]
    assert seat.board.facts.going == "power_off"


def test_nothing_is_asked_any_more_once_the_order_has_ended(seat: Seat) -> None:
    seat.at(taken())
    seat.keeper.at_work = (SELF_TEST,)
    assert seat.press("0") == []
    assert "Toch uitzetten" in seat.sees()
    seat.keeper.at_work = ()
    assert "Toch uitzetten" not in seat.sees()
    seat.keeper.at_work = (SELF_TEST,)
    assert seat.press("0") == []  # of the next order it is asked anew


def test_another_key_does_not_confirm(seat: Seat) -> None:
    seat.at(taken())
    seat.keeper.at_work = (SELF_TEST,)
    assert seat.press("9", "0", "2", ENTER) == []


def test_arrows_and_enter_reach_every_key(seat: Seat) -> None:
    seat.at(taken())
    assert seat.press(RIGHT, RIGHT, ENTER) == ["measure"]
    assert seat.press(LEFT, ENTER) == ["measure", "power_off"]


def test_a_server_is_chosen_by_digit_or_by_arrow(seat: Seat) -> None:
    found = (Found("Noord", "https://a.test"), Found("Zuid", "https://b.test"))
    seat.at(facts(reach="choosing", found=found))
    assert seat.press("2", DOWN, ENTER, "3") == [1, 0]


def test_a_server_is_chosen_by_whoever_looked_at_the_details(seat: Seat) -> None:
    """Servers may answer while all that is known stands on the screen."""
    found = (Found("Noord", "https://a.test"), Found("Zuid", "https://b.test"))
    seat.at(facts(reach="looking")).press("3")
    assert "Alle gegevens" in seat.sees()
    seat.board.change(reach="choosing", found=found)
    assert "Kies de server" in seat.sees()
    assert seat.press("2") == [1]


def test_pairing_anew_is_asked_by_key(seat: Seat) -> None:
    assert seat.at(facts(reach="refused")).press("5") == [PAIR]


def test_the_language_changes_at_once(seat: Seat) -> None:
    seat.at(taken())
    seat.press("l")
    assert "Éteindre" in seat.sees()
    seat.press("L")
    assert "Switch off" in seat.sees()


def test_all_is_shown_and_hidden_again(seat: Seat) -> None:
    seat.at(taken())
    seat.press("3")
    assert "Alle gegevens" in seat.sees()
    seat.press("3")
    assert "Alle gegevens" not in seat.sees()


def test_orders_ask_for_a_measurement_or_for_power(seat: Seat) -> None:
    seat.at(taken())
    seat.keeper.wishes = ["probe", "reboot"]
    seat.loop.step()
    seat.loop.step()
    assert seat.doings.done == ["measure", "reboot"]
    assert seat.board.facts.going == "reboot"
    assert "Even wachten." in seat.sees()


@pytest.mark.parametrize("wish", ["reboot", "power_off", "probe"])
def test_an_order_waits_for_the_answers_of_whoever_checks(
    seat: Seat, monkeypatch: pytest.MonkeyPatch, wish: Wish
) -> None:
    """The machine would go off, and with it what was answered so far."""
    check = seat.doings.check

    def asked_meanwhile() -> Sequence[Check]:
        seat.keeper.wishes = [wish]
        seat.loop.attend()
        return check()

    monkeypatch.setattr(seat.doings, "check", asked_meanwhile)
    seat.at(taken()).press("1")
    seat.loop.step()
    asked = {"probe": "measure"}.get(wish, wish)
    assert seat.doings.done == ["check", (GOOD_KEYBOARD,), asked]


def test_progress_is_seen(seat: Seat) -> None:
    seat.at(taken())
    seat.keeper.at_work = (SELF_TEST,)
    assert "58 % nog 2 min" in seat.sees()


def test_nothing_is_pressed_while_the_machine_goes_off(seat: Seat) -> None:
    assert seat.at(taken(going="power_off")).press("0", "2", "1") == []


def test_a_thread_that_failed_ends_the_agent(seat: Seat) -> None:
    seat.board.failure = ZeroDivisionError("a thread")
    with pytest.raises(ZeroDivisionError, match="a thread"):
        seat.loop.step()


def test_by_hand_it_is_stopped_by_key(seat: Seat) -> None:
    seat.at(taken(medium=False))
    with pytest.raises(Ended):
        seat.press("q")


def test_on_the_medium_it_cannot_be_stopped(seat: Seat) -> None:
    assert seat.at(taken()).press("q", "\x03") == []


def test_news_is_taken_in_while_a_person_checks(seat: Seat) -> None:
    seat.at(facts())
    seat.loop.step()
    seat.board.change(view=taken().view, taken=taken().taken)
    terminal = seat.loop._terminal
    terminal.show("toets voor toets")
    assert terminal.key(0.01) is None
    text = " ".join(seat.watched.text())
    assert "toets voor toets" in text
    assert "WISSEN" in text


def test_after_the_checks_it_is_no_longer_checking(seat: Seat) -> None:
    seat.at(taken()).press("1")
    assert not seat.board.facts.checking

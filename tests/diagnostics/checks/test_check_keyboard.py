"""The keyboard that is drawn, and how its check ends."""

from typing import Any

import pytest

from diagnostics.checks import keyboard
from diagnostics.checks.inputs import Event
from diagnostics.checks.keyboard import layout
from diagnostics.checks.keyboard.board import Board, able
from diagnostics.checks.kit import Stopped

from .conftest import Player, Script

AT_KEYS = "402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe"
ESC, A, SHIFT = 1, 30, 42


def down(code: int) -> Event:
    return Event(1, code, 1)


def up(code: int) -> Event:
    return Event(1, code, 0)


def laptop(make_host: Any, keys: str = AT_KEYS) -> Any:
    folder = "sys/class/input/event3/device"
    return make_host(
        {
            f"{folder}/name": "AT Translated Set 2 keyboard",
            f"{folder}/id/bustype": "0011",
            f"{folder}/capabilities/key": keys,
        }
    )


def press(*codes: int) -> list[list[Event]]:
    return [[down(code), Event(0, 0, 0), up(code)] for code in codes]


def test_every_row_fits_eighty_columns_and_no_key_is_drawn_twice() -> None:
    for main, side in zip(layout.MAIN, layout.SIDE, strict=True):
        assert sum(cap.width for cap in (*main, *side)) == 76
    codes = [cap.code for row in layout.MAIN for cap in row if cap.code]
    # The large Enter key stands on two rows.
    assert len(codes) == len(set(codes)) + 1
    assert all(len(layout.label(cap.code)) < cap.width for row in layout.MAIN for cap in row)


@pytest.mark.parametrize(
    ("name", "belgian", "american"),
    [("Q", "A", "Q"), ("SEMICOLON", "M", ";"), ("M", ",", "M"), ("1", "1", "1"), ("KP7", "7", "7")],
)
def test_labels(name: str, belgian: str, american: str) -> None:
    code = layout.CODES[name]
    assert (layout.label(code), layout.label(code, belgian=False)) == (belgian, american)


def test_the_kernels_numbers() -> None:
    """input-event-codes.h, a sample from each part of the table."""
    some = {"ESC": 1, "Q": 16, "ENTER": 28, "A": 30, "LEFTSHIFT": 42, "SPACE": 57, "F10": 68}
    some |= {"NUMLOCK": 69, "KPDOT": 83, "102ND": 86, "RIGHTALT": 100, "DELETE": 111}
    assert {name: layout.CODES[name] for name in some} == some


@pytest.mark.parametrize(
    ("events", "pressed", "held"),
    [
        ([down(A)], {A}, {A}),
        ([down(A), up(A)], {A}, set()),
        ([down(A), Event(1, A, 2)], {A}, {A}),
        ([up(A)], set(), set()),
        ([Event(1, 0x110, 1)], set(), set()),
        ([Event(4, 4, 30)], set(), set()),
    ],
)
def test_what_a_board_remembers(events: list[Event], pressed: set[int], held: set[int]) -> None:
    board = Board(frozenset({A}))
    board.take(events, 5.0)
    assert (board.pressed, set(board.down)) == (pressed, held)


def test_a_key_is_held_from_its_first_event_on() -> None:
    board = Board(frozenset())
    board.take([down(ESC)], 5.0)
    board.take([Event(1, ESC, 2)], 6.0)
    assert board.held_s([ESC], 7.5) == 2.5
    assert board.held_s([A], 7.5) == 0


def test_keys_that_the_keyboard_has_not_are_not_missed() -> None:
    board = Board(able([1 << ESC | 1 << A | 1 << 0x110 | 1]))
    assert board.able == {ESC, A}
    board.take([down(A)], 0)
    assert board.seen().missing == ("ESC",)
    assert board.seen().stuck == ("A",)


def perform(make_kit: Any, make_host: Any, player: Player, steps: Any, keys: Any = ()) -> Any:
    script = Script(player, steps)
    found = keyboard.perform(make_kit(laptop(make_host), keys, events=script))
    assert script.grabbed
    return found


def test_all_keys_pressed_ends_it(make_kit: Any, make_host: Any, player: Player) -> None:
    found = perform(make_kit, make_host, player, press(*sorted(layout.EXPECTED)))
    assert found.proposes == "good"
    assert found.measured["keys"].missing == found.measured["keys"].stuck == ()
    assert found.measured["keys"].pressed == len(layout.EXPECTED)
    assert player.now < 1000 + keyboard.IDLE_S
    assert player.scrolled == []


def test_holding_escape_ends_it_and_names_what_was_not_seen(
    make_kit: Any, make_host: Any, player: Player
) -> None:
    rest = sorted(layout.EXPECTED - {ESC, A, SHIFT})
    held = [[down(ESC)], *[[]] * 25, [up(ESC)]]
    found = perform(make_kit, make_host, player, [*press(*rest), *held])
    assert found.proposes == "wrong"
    assert found.measured["keys"].missing == ("A", "LEFTSHIFT")
    assert found.measured["keys"].stuck == ()


def test_a_key_that_stays_down_is_stuck(make_kit: Any, make_host: Any, player: Player) -> None:
    rest = sorted(layout.EXPECTED - {A})
    found = perform(make_kit, make_host, player, [[down(A)], *press(*rest)])
    assert found.measured["keys"].stuck == ("A",)
    assert found.proposes == "wrong"


def test_a_dead_keyboard_holds_nobody_up(make_kit: Any, make_host: Any, player: Player) -> None:
    found = perform(make_kit, make_host, player, [])
    assert (found.proposes, found.fault) == ("wrong", "no_key")
    assert 60 <= player.now - 1000 < 65
    assert "wacht nog 19 tellen" in player.said
    assert "wacht nog 21 tellen" not in player.said


def test_another_keyboard_can_end_it(make_kit: Any, make_host: Any, player: Player) -> None:
    for pressed, ends in (("enter", "wrong"), ("escape", None)):
        kit = make_kit(laptop(make_host), events=Script(player, []))
        kit.stage.key = lambda timeout_s=None, keys=[pressed]: keys.pop() if keys else None
        if ends is None:
            with pytest.raises(Stopped):
                keyboard.perform(kit)
        else:
            found = keyboard.perform(kit)
            # Somebody is there to be asked: nothing is decided for them.
            assert (found.proposes, found.fault) == (ends, "")


def test_keys_that_cannot_be_read_are_left_to_the_person(make_kit: Any, make_host: Any) -> None:
    found = keyboard.perform(make_kit(laptop(make_host)))
    assert found.measured == {}
    assert "Probeer ze zelf" in found.says

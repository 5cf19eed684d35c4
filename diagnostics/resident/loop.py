"""Show what is known, hear the keys, do what was asked: until the machine goes off."""

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from diagnostics.console.terminal import Terminal
from diagnostics.orders import Erased, Running, Wish
from diagnostics.report.checks import Check
from diagnostics.resident import menu, state, views
from diagnostics.resident.board import Board, log
from diagnostics.resident.ending import Ended
from diagnostics.resident.reaching import PAIR, Choice
from diagnostics.resident.screens import Screen
from diagnostics.words import in_language

#: So often the screen is looked at again while no news comes: time that passes is shown too.
TICK_S = 0.5


class Keeping(Protocol):
    """Such as ``orders.Keeper``."""

    def running(self) -> tuple[Running, ...]: ...
    def erased(self) -> tuple[Erased, ...]: ...
    def wish(self) -> Wish | None: ...


class Doings(Protocol):
    """What keys and orders ask for."""

    def measure(self) -> None: ...
    def check(self) -> Sequence[Check]: ...
    def answered(self, checks: Sequence[Check]) -> None: ...
    def choose(self, choice: Choice) -> None: ...
    def go(self, wish: Wish) -> None: ...


class Loop:
    def __init__(
        self,
        board: Board,
        terminal: Terminal,
        keeper: Keeping,
        doings: Doings,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._board = board
        self._terminal = terminal
        self._keeper = keeper
        self._doings = doings
        self._clock = clock
        #: Where the arrows stand: in the choices of the screen, then its keys.
        self._place: int | None = None
        terminal.meanwhile = self.attend
        board.on_change(terminal.wake)

    def run(self) -> None:
        """Until ``Ended``."""
        while True:
            self.step()

    def step(self) -> None:
        self.attend()
        screen = self._show()
        name = self._terminal.wait(TICK_S)
        if name:
            self._pressed(name, screen)

    def attend(self) -> None:
        """Take in what happened; also while a person is busy with the checks."""
        if self._board.failure:
            raise self._board.failure
        running = self._keeper.running()
        # What has ended is not broken off: there is nothing to ask once more.
        confirm = self._board.facts.confirm if running else None
        self._board.change(running=running, erased=self._keeper.erased(), confirm=confirm)
        # What would take the machine from under a person's hands waits until the answers are in.
        if not self._board.facts.checking and (wish := self._keeper.wish()):
            self._wished(wish)
        facts = self._board.facts
        self._terminal.words = in_language(facts.language)
        self._terminal.around(state.around(facts, self._terminal.words))

    def _show(self) -> Screen:
        facts, words = self._board.facts, self._terminal.words
        screen = state.screen_of(facts, words, self._clock())
        names = _names(screen)
        if self._place is not None and self._place >= len(names):
            self._place = None
        choice = self._place if self._place is not None and self._place < _choices(screen) else None
        self._terminal.show(
            views.body(screen, words, self._terminal.width, choice),
            screen.keys,
            names[self._place] if self._place is not None and choice is None else None,
        )
        return screen

    def _pressed(self, name: str, screen: Screen) -> None:
        names = _names(screen)
        if name in {"left", "up"}:
            self._move(-1, len(names))
        elif name in {"right", "down", "tab"}:
            self._move(1, len(names))
        elif name == "enter" and self._place is not None:
            self._do(names[self._place], screen)
        elif menu.ALSO.get(name, name) in names:
            self._do(menu.ALSO.get(name, name), screen)

    def _move(self, by: int, count: int) -> None:
        if count:
            first = 0 if by > 0 else count - 1
            self._place = first if self._place is None else (self._place + by) % count

    def _do(self, name: str, screen: Screen) -> None:
        self._place = None
        if name.isdigit() and 0 < int(name) <= len(screen.choices):
            self._doings.choose(int(name) - 1)
        else:
            self._actions()[name]()

    def _actions(self) -> dict[str, Callable[[], None]]:
        return {
            menu.CHECK: self._check,
            menu.MEASURE: self._doings.measure,
            menu.DETAILS: self._switch_details,
            menu.PAIR: lambda: self._doings.choose(PAIR),
            menu.LANGUAGE: self._switch_language,
            menu.RESTART: lambda: self._leave("reboot"),
            menu.POWER_OFF: lambda: self._leave("power_off"),
            menu.STOP: self._stop,
            "escape": lambda: self._board.change(confirm=None),
        }

    def _check(self) -> None:
        self._board.change(checking=True)
        try:
            self._doings.answered(self._doings.check())
        finally:
            self._board.change(checking=False)

    def _switch_language(self) -> None:
        self._board.change(language=menu.next_language(self._board.facts.language))

    def _switch_details(self) -> None:
        self._board.change(details=not self._board.facts.details)

    def _leave(self, wish: Wish) -> None:
        """At once; only where that breaks off an order it is asked once more."""
        facts = self._board.facts
        if facts.running and facts.confirm != wish:
            self._board.change(confirm=wish)
        else:
            self._go(wish)

    def _wished(self, wish: Wish) -> None:
        if wish == "probe":
            self._doings.measure()
        else:
            self._go(wish)

    def _go(self, wish: Wish) -> None:
        log(f"going: {wish}")
        self._board.change(going=wish, confirm=None)
        self.attend_around()
        self._show()
        self._doings.go(wish)

    def attend_around(self) -> None:
        self._terminal.around(state.around(self._board.facts, self._terminal.words))

    def _stop(self) -> None:
        raise Ended


def _names(screen: Screen) -> list[str]:
    """What the arrows go through: the choices by number, then the keys."""
    numbers = [str(number + 1) for number in range(len(screen.choices))]
    return [*numbers, *(key.name for key in screen.keys)]


def _choices(screen: Screen) -> int:
    return len(screen.choices)

"""Disks at work beside each other, shown until the last has ended; stopped by Ctrl+C."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console
from rich.live import Live

from diagnostics.erasing import showing
from diagnostics.erasing.beginning import Begin
from diagnostics.erasing.hand import Hand
from diagnostics.screen.signs import WARNING
from diagnostics.words import Words

_LOOK_S = 0.5
#: Where lines cannot be drawn anew, one is printed every so many looks.
_SELDOM = 60


def carry_out(begin: Begin, hands: list[Hand], out: Console, words: Words) -> bool:
    """Whether a person stopped it."""
    text = words("Stoppen kan met Ctrl+C. De schijf geldt dan als niet gewist.")
    showing.tell(out, text, WARNING)
    with _stopping(begin.stop):
        for hand in hands:
            threading.Thread(
                target=hand.carry_out,
                args=(begin.runs[hand.disk.name],),
                name=f"erasing-{hand.disk.name}",
                daemon=True,
            ).start()
        (_draw if out.is_terminal else _print)(hands, out, words)
    return begin.stop.is_set()


def _draw(hands: list[Hand], out: Console, words: Words) -> None:
    with Live(console=out, auto_refresh=False) as live:
        while not _all_over(hands):
            live.update(showing.how_far(hands, words), refresh=True)
        live.update(showing.how_far(hands, words), refresh=True)


def _print(hands: list[Hand], out: Console, words: Words) -> None:
    looks = 0
    while not _all_over(hands):
        if looks % _SELDOM == 0:
            for hand in hands:
                out.print(showing.line(hand, words))
        looks += 1


def _all_over(hands: list[Hand]) -> bool:
    """Waits a moment for the first that is not."""
    at_work = [hand for hand in hands if not hand.over.is_set()]
    return not at_work or (at_work[0].over.wait(_LOOK_S) and len(at_work) == 1)


@contextmanager
def _stopping(stop: threading.Event) -> Iterator[None]:
    """Any way to end the program ends the work, and keeps the evidence of so far."""

    def asked(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [(one, signal.signal(one, asked)) for one in signals]
    try:
        yield
    finally:
        for one, handler in before:
            signal.signal(one, handler)

"""Measure when asked: at the start, when a person or an order wants it, after the checks.

And by itself when a built-in disk stands there that the report does not tell of: a laptop that
starts slowly is measured before its disk is there, or has no time left to ask it, and would be
called a laptop without one.
"""

import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from diagnostics.probes.disks import listing
from diagnostics.probes.host import Host, Once
from diagnostics.report import Report
from diagnostics.report.checks import Check
from diagnostics.resident.board import Board, log

Measure = Callable[[Host], Report]
Hand = Callable[[Report], None]

_LOOK_EVERY_S = 2.0
#: A disk that comes and goes must not make reports without end.
_MOST_LATE = 3


def measure_all(host: Host) -> Report:
    """Everything. ``host`` remembers what commands answered, so it is taken anew each time."""
    # Loaded while the first screen is already seen: the probes are half of the agent.
    from diagnostics.measure import measure  # noqa: PLC0415

    return measure(replace(host, once=Once(), problems=[]))


class Measuring:
    """Every new report is given to ``hand``, whatever became of the one before."""

    def __init__(
        self, board: Board, host: Host, hand: Hand, measure: Measure = measure_all
    ) -> None:
        self._board = board
        self._host = host
        self._hand = hand
        self._measure = measure
        self._asked = False
        self._changed = board.waiting()
        #: Whoever makes a report of the last one holds it until that is handed on.
        self._publishing = threading.Lock()
        self._late = 0

    def ask(self) -> None:
        with self._changed:
            self._asked = True
            self._board.change(measuring=True)
            self._changed.notify_all()

    def run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._asked)
                self._asked = False  # asked twice is measured once
            report = self._measure(self._host)
            log(f"measured in {report.agent.duration_s} s: report {report.id}")
            self._measured(report)

    def follow(self) -> None:
        """Look for disks that come late."""
        while True:
            self._board.rest(_LOOK_EVERY_S)
            self.look_again()

    def look_again(self) -> None:
        """Not while it works: an erasure may have a disk come back under another name."""
        facts = self._board.facts
        if facts.report is None or facts.measuring or facts.running or self._late >= _MOST_LATE:
            return
        told = {disk.name for disk in facts.report.disks}
        if late := listing.built_in(self._host) - told:
            log(f"not in the report: {' '.join(sorted(late))}")
            self._late += 1
            self.ask()

    def with_checks(self, checks: Sequence[Check]) -> None:
        """The last report once more, with what a person answered at the machine."""
        with self._publishing:
            last = self._board.facts.report
            if last is not None and checks:
                report = _answered(last, checks)
                self._board.change(report=report)
                self._hand(report)

    def _measured(self, report: Report) -> None:
        with self._publishing:
            report = replace(report, checks=_newest(self._board.facts.report))
            with self._changed:
                self._board.change(report=report, measuring=self._asked)
            self._hand(report)


def _answered(last: Report, checks: Sequence[Check]) -> Report:
    at = datetime.now().astimezone().isoformat(timespec="seconds")
    answered = {check.name for check in checks}
    kept = tuple(check for check in last.checks if check.name not in answered)
    return replace(last, id=str(uuid.uuid4()), made_at=at, checks=(*kept, *checks))


def _newest(last: Report | None) -> tuple[Check, ...]:
    """What a person answered in this start of the machine stays true when it is measured anew."""
    return last.checks if last else ()

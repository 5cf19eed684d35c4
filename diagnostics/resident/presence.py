"""Say that the machine is there, and hear what it should show and do."""

import time
from collections.abc import Callable, Sequence

from diagnostics import __version__
from diagnostics.link.errors import NoConnection, NotSent, NotThere, NotTrusted, Refused, WrongToken
from diagnostics.report import Report
from diagnostics.resident.board import Board, log
from diagnostics.resident.contact import Contact, Server
from diagnostics.resident.facts import Facts
from diagnostics.wire import Order, Presence
from diagnostics.wire.presence import Doing

#: As long as the server may wait for news; not longer, as proxies give up after 30 s.
WAIT_S = 20.0
_FIRST_S, _LONGEST_S = 1.0, 30.0
UNKNOWN_REPORT = "unknown_report"


class Polling:
    def __init__(
        self,
        board: Board,
        contact: Contact,
        boot_id: str,
        take: Callable[[Sequence[Order]], None],
        again: Callable[[str], None],
    ) -> None:
        """``take``: gets the orders of each view. ``again``: sends a report that is unknown."""
        self._board = board
        self._contact = contact
        self._boot_id = boot_id
        self._take = take
        self._again = again
        self._pause_s = _FIRST_S
        #: What was last said here to be wrong; the error of a report is not ours to take away.
        self._told: NotSent | None = None

    def run(self) -> None:
        while True:
            server, report = self._contact.wait(), self._board.facts.taken
            if server is None or report is None:
                self._contact.rest(1)
                continue
            try:
                self.once(server, report)
            except NotSent as error:
                self._failed(server, report, error)
            else:
                self._pause_s = _FIRST_S

    def once(self, server: Server, report: Report) -> None:
        """One question and its answer. Raises NotSent."""
        view = server.poll(self._presence(report, WAIT_S))
        if self._told is not None and self._board.facts.error is self._told:
            self._board.change(error=None)
        if self._board.facts.taken is report:
            self._board.change(view=view, away_since=None)
            self._take(view.orders)

    def say_goodbye(self) -> None:
        """The machine goes off; whether the server hears it makes no difference."""
        server, report = self._contact.server, self._board.facts.taken
        if server and report:
            try:
                server.poll(self._presence(report, wait_s=0))
            except NotSent as error:
                log(f"the server did not hear that we go: {error}")

    def _failed(self, server: Server, report: Report, error: NotSent) -> None:
        log(f"presence: {error}")
        if isinstance(error, WrongToken | NotTrusted):
            self._tell(error)
            self._contact.lost(server)
        elif isinstance(error, NotThere) and error.code == UNKNOWN_REPORT:
            self._again(report.id)
        elif isinstance(error, Refused):
            self._tell(error)
            self._pause_s = _LONGEST_S
        if isinstance(error, NoConnection) and self._board.facts.away_since is None:
            self._board.change(away_since=time.monotonic())
        self._contact.rest(self._pause_s)
        self._pause_s = min(self._pause_s * 2, _LONGEST_S)

    def _tell(self, error: NotSent) -> None:
        self._told = error
        self._board.change(error=error)

    def _presence(self, report: Report, wait_s: float) -> Presence:
        facts = self._board.facts
        return Presence(
            boot_id=self._boot_id,
            report_id=report.id,
            agent_version=__version__,
            started_from=report.agent.started_from,
            language=facts.language,
            doing=doing(facts),
            seen=facts.view.version if facts.view else "",
            wait_s=wait_s,
        )


def doing(facts: Facts) -> Doing:
    if facts.going:
        return "going_off"
    if facts.checking:
        return "checking"
    if facts.running:
        return "working"
    return "measuring" if facts.measuring else "waiting"

"""Send each report; until that works, keep it where it survives the power being cut."""

import threading
from typing import Protocol

from diagnostics.link.answer import Answer
from diagnostics.link.errors import NotSent, NotTrusted, Refused, WrongToken
from diagnostics.link.medium import MediumError
from diagnostics.link.sentences import Sentence
from diagnostics.link.spool import Outcome, Sender
from diagnostics.report import Report, encode
from diagnostics.resident.board import Board, log
from diagnostics.resident.contact import Contact, Server
from diagnostics.resident.facts import Kept

#: A server that is on its way gets this long before the report is put on the stick.
GRACE_S = 15.0
_FIRST_S, _LONGEST_S = 2.0, 30.0


class Spool(Protocol):
    """Such as ``link.spool.Spool``."""

    def keep(self, content: bytes, report_id: str) -> str: ...
    def send_all(self, sender: Sender) -> Outcome: ...


class Reporting:
    """Only the newest report is sent from here; those before it wait in the spool."""

    def __init__(
        self, board: Board, contact: Contact, spool: Spool, *, grace_s: float = GRACE_S
    ) -> None:
        self._board = board
        self._contact = contact
        self._spool = spool
        self._grace_s = grace_s
        self._newest: Report | None = None
        self._kept: str | None = None
        self._swept = False
        self._changed = threading.Condition()

    def hand(self, report: Report) -> None:
        with self._changed:
            before, self._newest = self._newest, report
            self._changed.notify_all()
        if before is not None and before.id != self._kept:
            self._keep(before)
        self._contact.hurry()

    def again(self, report_id: str) -> None:
        """The server does not know this report after all: it was set up anew."""
        taken = self._board.facts.taken
        if taken and taken.id == report_id:
            with self._changed:
                self._newest = self._newest or taken
                self._changed.notify_all()

    def run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._newest is not None)
            self._deliver()

    def _deliver(self) -> None:
        """The newest report, until it is taken, refused, or another is newer."""
        pause_s = _FIRST_S
        while report := self._newest:
            server = self._contact.wait(self._grace_s)
            if server is None:
                self._keep_once(report)
                self._contact.wait()
                continue
            error = self._send(server, report)
            if error is None or (isinstance(error, Refused) and self._newest is None):
                return
            self._keep_once(report)
            if isinstance(error, WrongToken | NotTrusted):
                self._contact.lost(server)
                continue
            self._contact.rest(pause_s)
            pause_s = min(pause_s * 2, _LONGEST_S)

    def _send(self, server: Server, report: Report) -> NotSent | None:
        try:
            answer = server.send_report(encode(report))
        except NotSent as error:
            log(f"report {report.id} was not sent: {error}")
            self._not_sent(report, error)
            return error
        self._taken(report, answer)
        self._sweep(server)
        return None

    def _taken(self, report: Report, answer: Answer) -> None:
        log(f"report {report.id} was taken: {answer.state}")
        self._done_with(report)
        self._board.change(answer=answer, taken=report, error=None, kept=None, away_since=None)

    def _not_sent(self, report: Report, error: NotSent) -> None:
        self._board.change(error=error)
        if isinstance(error, Refused) and not isinstance(error, WrongToken):
            self._keep_once(report)
            self._done_with(report)

    def _done_with(self, report: Report) -> None:
        with self._changed:
            if self._newest is report:
                self._newest = None

    def _keep_once(self, report: Report) -> None:
        if self._kept != report.id:
            self._keep(report)

    def _keep(self, report: Report) -> None:
        try:
            at = self._spool.keep(encode(report), report.id)
        except MediumError as error:
            self._board.change(kept=Kept(why=error.sentence))
        except OSError as error:
            self._board.change(kept=Kept(why=Sentence("%s", (error.strerror or str(error),))))
        else:
            self._kept = report.id
            self._swept = False
            log(f"report {report.id} is kept: {at}")
            self._board.change(kept=Kept(at=at))

    def _sweep(self, server: Server) -> None:
        """What waited from before goes too; once, as the stick is slow."""
        if self._swept:
            return
        try:
            outcome = self._spool.send_all(server)
        except (MediumError, OSError):
            return  # no stick, or it is out: nothing waits there for us
        self._swept = outcome.error is None
        log(f"kept reports: {outcome.sent} sent, {outcome.refused} refused")
        if outcome.sent > 1:
            text = Sentence("%s bewaarde verslagen zijn verzonden.", (str(outcome.sent),))
            self._board.note(text)

"""Send each report; until that works, keep it where it survives the power being cut."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from diagnostics.link.answer import Answer
from diagnostics.link.errors import NotSent, NotTrusted, Refused, WrongToken
from diagnostics.link.medium import MediumError
from diagnostics.link.sentences import Sentence
from diagnostics.link.spool import EvidenceSender, Outcome, Sender, is_about_the_report
from diagnostics.report import Report, encode
from diagnostics.resident import bringing
from diagnostics.resident.board import Board, log
from diagnostics.resident.contact import Contact, Server
from diagnostics.resident.facts import Kept
from diagnostics.wire.erasure import EvidenceTaken

#: A server that is on its way gets this long before the report is put on the stick.
GRACE_S = 15.0
_FIRST_S, _LONGEST_S = 2.0, 30.0
#: A token may be given its rights, and a server be replaced, while nobody touches this machine.
_CALM_S = 60.0


class Spool(Protocol):
    """Such as ``link.spool.Spool``."""

    def keep(self, content: bytes, report_id: str) -> str: ...
    def send_all(self, sender: Sender) -> Outcome: ...
    def evidence(self) -> int: ...
    def send_evidence(self, sender: EvidenceSender) -> Outcome: ...


class _NotNow(NotSent):
    """Something else goes first."""


@dataclass(frozen=True, slots=True)
class _InBetween:
    """Sends what waited, until there is something newer to send."""

    server: Server
    is_newer: Callable[[], bool]

    def send_report(self, content: bytes) -> Answer:
        if self.is_newer():
            raise _NotNow("a newer report goes first")
        return self.server.send_report(content)

    def send_evidence(self, content: bytes) -> EvidenceTaken:
        if self.is_newer():
            raise _NotNow("a newer report goes first")
        return self.server.send_evidence(content)


class Reporting:
    """Only the newest report is sent from here; those before it wait in the spool.

    The newest goes first: a person stands at the bench and waits for what it leads to, while those
    before it may be many, of other machines, and on a slow stick. To the server the order in which
    they come makes no difference: it goes by when each was made.
    """

    def __init__(
        self, board: Board, contact: Contact, spool: Spool, *, grace_s: float = GRACE_S
    ) -> None:
        self._board = board
        self._contact = contact
        self._spool = spool
        self._grace_s = grace_s
        self._newest: Report | None = None
        self._kept: str | None = None
        #: One at a time: a report of which the date was put right takes the place of itself.
        self._keeping = threading.RLock()
        #: Something may wait in the spool.
        self._left = True
        self._changed = board.waiting()

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

    def clock_was_set(self, by: timedelta) -> None:
        """What was made by the wrong clock, and no server took yet, was made by the right one."""
        with self._changed:
            before = self._newest
            if before is None:
                return
            made_at = datetime.fromisoformat(before.made_at) + by
            report = replace(before, made_at=made_at.isoformat())
            self._newest = report
        with self._keeping:
            if self._kept == report.id:
                self._keep(report)
        self._contact.hurry()

    def put_by(self, patience_s: float = 0) -> None:
        """The agent ends, or the machine goes off: what no server took yet is to survive that.

        ``patience_s``: what a server that is there gets to take it, where it can be kept nowhere.
        """
        if (report := self._newest) is None:
            return
        self._keep_once(report)
        if self._kept != report.id and self._contact.server:
            with self._changed:
                self._changed.wait_for(self._is_past(report), patience_s)

    def run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._newest is not None, _CALM_S)
            self._deliver()
            if self._left and (server := self._contact.server):
                self._sweep(server)

    def _deliver(self) -> None:
        """The newest report, until it is taken, refused for what it says, or another is newer."""
        pause_s = _FIRST_S
        while report := self._newest:
            server = self._contact.wait(self._grace_s)
            if server is None:
                self._keep_once(report)
                if self._kept == report.id:  # else again: a stick may be put back
                    self._contact.wait(over=self._is_past(report))
                continue
            if self._newest is not report:
                continue
            error = self._send(server, report)
            if error is None or is_about_the_report(error):
                continue
            if isinstance(error, WrongToken | NotTrusted):
                self._contact.lost(server)
                continue
            calm = isinstance(error, Refused)
            self._contact.rest(_CALM_S if calm else pause_s, self._has_changed(server, report))
            pause_s = pause_s if calm else min(pause_s * 2, _LONGEST_S)

    def _is_past(self, report: Report) -> Callable[[], bool]:
        """Whether another is to be sent by now."""
        return lambda: self._newest is not report

    def _has_changed(self, server: Server, report: Report) -> Callable[[], bool]:
        """Whether it is something else by now that is to be sent, or that it is sent to."""
        return lambda: self._newest is not report or self._contact.server is not server

    def _send(self, server: Server, report: Report) -> NotSent | None:
        try:
            answer = server.send_report(encode(report))
        except NotSent as error:
            log(f"report {report.id} was not sent: {error}")
            self._not_sent(report, error)
            return error
        self._taken(report, answer)
        return None

    def _taken(self, report: Report, answer: Answer) -> None:
        log(f"report {report.id} was taken: {answer.state}")
        self._done_with(report)
        self._left = True  # the server may know a machine now whose evidence waits
        self._board.change(answer=answer, taken=report, error=None, kept=None, away_since=None)

    def _not_sent(self, report: Report, error: NotSent) -> None:
        """It stays the newest, unless the server has read it and will not have it."""
        self._board.change(error=error)
        self._keep_once(report)
        if is_about_the_report(error):
            self._done_with(report)

    def _done_with(self, report: Report) -> None:
        with self._changed:
            if self._newest is report:
                self._newest = None
                self._changed.notify_all()

    def _keep_once(self, report: Report) -> None:
        with self._keeping:
            if self._kept != report.id:
                self._keep(report)

    def _keep(self, report: Report) -> None:
        with self._keeping:
            newest = self._newest
            self._write(newest if newest and newest.id == report.id else report)

    def _write(self, report: Report) -> None:
        try:
            at = self._spool.keep(encode(report), report.id)
        except MediumError as error:
            self._board.change(kept=Kept(why=error.sentence))
        except OSError as error:
            self._board.change(kept=Kept(why=Sentence("%s", (error.strerror or str(error),))))
        else:
            self._kept = report.id
            self._left = True
            log(f"report {report.id} is kept: {at}")
            self._board.change(kept=Kept(at=at))
            bringing.count(self._board, self._spool)

    def _sweep(self, server: Server) -> None:
        """What waited from before goes too; once, as the stick is slow."""
        self._left = False  # first: what is kept meanwhile waits for the next time
        sender = _InBetween(server, lambda: self._newest is not None)
        try:
            outcome = self._spool.send_all(sender)
        except (MediumError, OSError):
            self._left = True
            return  # no stick, or it is out: nothing waits there for us now
        if outcome.error is not None:
            self._left = True
        self._tell_aside(outcome.aside)
        self._tell_sent()
        log(f"kept reports: {outcome.sent} sent, {outcome.refused} refused")
        if outcome.sent > 1:
            text = Sentence("%s bewaarde verslagen zijn verzonden.", (str(outcome.sent),))
            self._board.note(text)
        if outcome.error is None and bringing.bring(self._board, self._spool, sender):
            self._left = True

    def _tell_sent(self) -> None:
        """Nothing waits any more, so the screen does not say so either."""
        kept = self._board.facts.kept
        if kept and kept.at and not (kept.aside or self._left or self._newest):
            self._board.change(kept=None)

    def _tell_aside(self, aside: Sequence[str]) -> None:
        """The one that the screen says is kept may be among them; of the others it says it too."""
        kept = self._board.facts.kept
        name = Path(kept.at).name if kept and kept.at else None
        ours = next((at for at in aside if Path(at).name == name), None)
        if ours:
            self._board.change(kept=Kept(at=ours, aside=True))
        others = [at for at in aside if at != ours]
        if others:
            text = "De server weigert %s bewaarde verslagen. Ze staan in %s. Vraag de coördinator."
            self._board.note(Sentence(text, (str(len(others)), str(Path(others[0]).parent))))

"""What is outside the resident agent, as far as its threads are concerned."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from diagnostics.link.answer import Answer
from diagnostics.link.errors import NotSent
from diagnostics.link.medium import MediumError
from diagnostics.link.sentences import Sentence
from diagnostics.link.spool import (
    EvidenceSender,
    Outcome,
    Sender,
    about_evidence,
    is_about_the_report,
)
from diagnostics.resident.board import Board
from diagnostics.resident.facts import Facts
from diagnostics.wire import Presence, View, Word, WordTaken
from diagnostics.wire.erasure import EvidenceTaken

T = TypeVar("T")


#: Only what never comes takes so long: a busy computer may let a thread wait for its turn.
PATIENCE_S = 60.0


def until(what: Callable[[], object], timeout_s: float = PATIENCE_S) -> None:
    end = time.monotonic() + timeout_s
    while not what():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.005)


_boards: list[Board] = []


def a_board(facts: Facts) -> Board:
    """One whose threads end with the test (``end_all``)."""
    _boards.append(Board(facts))
    return _boards[-1]


def end_all() -> None:
    """As ``Agent.end`` does, and with patience; what a thread failed with is a failure here."""
    made, _boards[:] = tuple(_boards), ()
    for board in made:
        board.end()
    for board in made:
        assert board.join(30)
        if board.failure:
            raise board.failure


@dataclass
class FakeServer:
    """Answers what it is given, in order; the last answer again and again."""

    answers: list[Answer | NotSent] = field(default_factory=lambda: [Answer(state="matched")])
    views: list[View | NotSent] = field(default_factory=lambda: [View(version="1")])
    judgements: list[EvidenceTaken | NotSent] = field(
        default_factory=lambda: [EvidenceTaken(state="new", result="erased")]
    )
    reports: list[bytes] = field(default_factory=list)
    evidence: list[bytes] = field(default_factory=list)
    presences: list[Presence] = field(default_factory=list)

    def send_report(self, content: bytes) -> Answer:
        self.reports.append(content)
        return _next(self.answers)

    def send_evidence(self, content: bytes) -> EvidenceTaken:
        self.evidence.append(content)
        return _next(self.judgements)

    def poll(self, presence: Presence) -> View:
        self.presences.append(presence)
        if presence.wait_s and len(self.views) == 1:
            time.sleep(0.02)
        return _next(self.views)

    def say(self, order_id: str, word: Word) -> WordTaken:
        raise NotImplementedError


def _next(answers: list[T | NotSent]) -> T:
    answer = answers.pop(0) if len(answers) > 1 else answers[0]
    if isinstance(answer, NotSent):
        raise answer
    return answer


@dataclass
class FakeSpool:
    """``out``: the stick is not there."""

    out: bool = False
    kept: dict[str, bytes] = field(default_factory=dict)
    aside: list[str] = field(default_factory=list)
    writes: int = 0
    #: Names of what was erased without a server.
    erased: list[str] = field(default_factory=list)

    def evidence(self) -> int:
        return len(self.erased)

    def send_evidence(self, sender: EvidenceSender) -> Outcome:
        if self.out:
            raise MediumError(Sentence("De stick van Atelier zit er niet (meer) in."))
        shelf = {name: name.encode() for name in self.erased}
        outcome = Outcome()
        for name, content in shelf.items():
            try:
                sender.send_evidence(content)
            except NotSent as error:
                match about_evidence(error):
                    case "over":
                        left = len(self.erased)
                        return outcome + Outcome(waiting=left - outcome.held, error=error)
                    case "held":
                        outcome += Outcome(held=1)
                        continue
                    case "aside":
                        outcome += Outcome(aside=(f"ATELIER/reports/erasures/refused/{name}",))
            else:
                outcome += Outcome(sent=1)
            self.erased.remove(name)
        return outcome

    def keep(self, content: bytes, report_id: str) -> str:
        if self.out:
            raise MediumError(Sentence("De stick van Atelier zit er niet (meer) in."))
        self.writes += 1
        self.kept[report_id] = content
        return f"ATELIER/reports/atelier-{report_id}.json"

    def send_all(self, sender: Sender) -> Outcome:
        if self.out:
            raise MediumError(Sentence("De stick van Atelier zit er niet (meer) in."))
        sent, aside = 0, []
        for report_id, content in list(self.kept.items()):
            try:
                sender.send_report(content)
            except NotSent as error:
                if not is_about_the_report(error):
                    waiting = len(self.kept)
                    return Outcome(sent=sent, aside=tuple(aside), waiting=waiting, error=error)
                self.aside.append(report_id)
                aside.append(f"ATELIER/reports/refused/atelier-{report_id}.json")
            else:
                sent += 1
            del self.kept[report_id]
        return Outcome(sent=sent, aside=tuple(aside))


def ids(contents: Sequence[bytes]) -> list[str]:
    return [json.loads(content)["id"] for content in contents]

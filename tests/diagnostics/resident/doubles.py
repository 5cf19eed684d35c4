"""What is outside the resident agent, as far as its threads are concerned."""

import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from diagnostics.link.answer import Answer
from diagnostics.link.errors import NotSent
from diagnostics.link.medium import MediumError
from diagnostics.link.sentences import Sentence
from diagnostics.link.spool import Outcome, Sender
from diagnostics.wire import Presence, View, Word, WordTaken

T = TypeVar("T")


def until(what: Callable[[], object], timeout_s: float = 10) -> None:
    end = time.monotonic() + timeout_s
    while not what():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.005)


def soon(target: Callable[[], object]) -> None:
    """In a thread of its own that ends with the tests."""
    threading.Thread(target=target, daemon=True).start()


@dataclass
class FakeServer:
    """Answers what it is given, in order; the last answer again and again."""

    answers: list[Answer | NotSent] = field(default_factory=lambda: [Answer(state="matched")])
    views: list[View | NotSent] = field(default_factory=lambda: [View(version="1")])
    reports: list[bytes] = field(default_factory=list)
    presences: list[Presence] = field(default_factory=list)

    def send_report(self, content: bytes) -> Answer:
        self.reports.append(content)
        return _next(self.answers)

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
    writes: int = 0

    def keep(self, content: bytes, report_id: str) -> str:
        if self.out:
            raise MediumError(Sentence("De stick van Atelier zit er niet (meer) in."))
        self.writes += 1
        self.kept[report_id] = content
        return f"ATELIER/reports/atelier-{report_id}.json"

    def send_all(self, sender: Sender) -> Outcome:
        if self.out:
            raise MediumError(Sentence("De stick van Atelier zit er niet (meer) in."))
        sent = 0
        for report_id, content in list(self.kept.items()):
            sender.send_report(content)
            del self.kept[report_id]
            sent += 1
        return Outcome(sent=sent)


def ids(contents: Sequence[bytes]) -> list[str]:
    return [json.loads(content)["id"] for content in contents]

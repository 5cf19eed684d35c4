"""Evidence of what was erased without a server: after the report, counted, and told of."""

import pytest

from diagnostics.link.errors import NoConnection, NotThere, Refused
from diagnostics.resident import notes, reporting
from diagnostics.resident.facts import Facts
from diagnostics.screen.signs import GOOD
from diagnostics.wire.erasure import EvidenceTaken
from diagnostics.words import in_language
from tests.diagnostics.resident.conftest import REPORT
from tests.diagnostics.resident.doubles import FakeServer, FakeSpool, until
from tests.diagnostics.resident.test_reporting import LATER, TAKEN, Desk

ERASED = EvidenceTaken(state="new", result="erased")


@pytest.fixture(autouse=True)
def _brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reporting, "_CALM_S", 0.05)


def said(desk: Desk) -> str:
    return " ".join(str(note) for note in desk.board.facts.notes)


def test_it_goes_after_the_report_and_those_that_waited() -> None:
    desk = Desk(FakeSpool(kept={"a": b'{"id": "a"}'}, erased=["1", "2"]))
    order: list[str] = []

    class Server(FakeServer):
        def send_report(self, content: bytes):  # type: ignore[no-untyped-def]
            order.append("report")
            return super().send_report(content)

        def send_evidence(self, content: bytes) -> EvidenceTaken:
            order.append("evidence")
            return super().send_evidence(content)

    desk.contact.make(Server([TAKEN]))
    desk.reporting.hand(REPORT)
    until(lambda: not desk.spool.erased)
    assert order == ["report", "report", "evidence", "evidence"]
    until(lambda: desk.board.facts.notes)
    assert "Bewijs van wissen is verzonden: 2." in said(desk)
    assert desk.board.facts.evidence == 0


def test_without_a_server_it_is_counted_on_the_screen() -> None:
    desk = Desk(FakeSpool(erased=["1", "2"]), grace_s=0.01)
    desk.reporting.hand(REPORT)
    desk.seen(evidence=2)
    line = next(
        line for line in notes.of(desk.board.facts, in_language("nl"), 0) if line.label == "Wissen"
    )
    assert (line.text, line.sign) == ("bewijs bewaard: 2. Het wordt later verzonden", GOOD)
    desk.contact.make(FakeServer([TAKEN]))
    desk.seen(evidence=0)


def test_nothing_kept_is_nothing_said() -> None:
    assert not [line for line in notes.of(Facts(), in_language("nl"), 0) if "bewijs" in line.text]


def test_a_machine_that_the_server_does_not_know_is_said_and_tried_after_the_next_report() -> None:
    desk = Desk(FakeSpool(erased=["1"]))
    server = FakeServer([TAKEN], judgements=[Refused("not yet", "unknown_machine"), ERASED])
    desk.contact.make(server)
    desk.reporting.hand(REPORT)
    desk.seen(evidence=1)
    until(lambda: "neemt nog geen bewijs van wissen: 1" in said(desk))
    assert len(server.evidence) == 1, "nothing changed: it is not asked over and over"
    desk.reporting.hand(LATER)
    desk.seen(evidence=0)
    assert desk.spool.erased == []


def test_a_server_from_before_takes_none_and_nothing_is_lost() -> None:
    desk = Desk(FakeSpool(erased=["1"]))
    desk.contact.make(FakeServer([TAKEN], judgements=[NotThere("no such address", "http")]))
    desk.reporting.hand(REPORT)
    desk.seen(evidence=1, taken=REPORT, error=None)
    assert desk.spool.erased == ["1"]


def test_what_is_refused_is_said_with_where_it_is() -> None:
    desk = Desk(FakeSpool(erased=["1"]))
    desk.contact.make(FakeServer([TAKEN], judgements=[Refused("no", "malformed")]))
    desk.reporting.hand(REPORT)
    until(lambda: desk.board.facts.notes)
    assert "weigert bewijs van wissen: 1. Het staat in ATELIER/reports/erasures/refused." in said(
        desk
    )
    assert desk.board.facts.evidence == 0


def test_where_the_connection_went_it_goes_on_later() -> None:
    desk = Desk(FakeSpool(erased=["1", "2"]))
    server = FakeServer([TAKEN], judgements=[ERASED, NoConnection("away"), ERASED])
    desk.contact.make(server)
    desk.reporting.hand(REPORT)
    until(lambda: not desk.spool.erased)
    assert server.evidence == [b"1", b"2", b"2"]
    desk.seen(evidence=0)


def test_nothing_goes_to_a_server_before_it_took_a_report() -> None:
    desk = Desk(FakeSpool(erased=["1"]), grace_s=0.01)
    server = FakeServer([NoConnection("away")])
    desk.contact.make(server)
    desk.reporting.hand(REPORT)
    until(lambda: len(server.reports) > 0 and desk.board.facts.kept)
    assert server.evidence == []

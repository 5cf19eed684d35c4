"""Evidence of erasures that waits in the spool: sent once, held or put aside, and never lost."""

import os
from pathlib import Path

import pytest

from diagnostics.link import shelf, spool
from diagnostics.link.client import Client
from diagnostics.link.errors import (
    Forbidden,
    Garbled,
    NoConnection,
    NotSent,
    NotThere,
    NotTrusted,
    Refused,
    TooOld,
    WrongToken,
)
from diagnostics.link.medium import MediumError
from diagnostics.wire.erasure import LATER, EvidenceTaken

TAKEN = EvidenceTaken(state="new", result="erased")


class Sender:
    def __init__(self, refuses: dict[bytes, NotSent] | None = None) -> None:
        self.refuses = refuses or {}
        self.taken: list[bytes] = []

    def send_evidence(self, content: bytes) -> EvidenceTaken:
        if error := self.refuses.get(content):
            raise error
        self.taken.append(content)
        return TAKEN


@pytest.fixture(params=["folder", "medium"])
def place(request, stick, tmp_path):
    """A spool, and the folder in which evidence is."""
    if request.param == "medium":
        kept, folder = spool.on_medium(stick.host), stick.content / "reports/erasures"
    else:
        kept, folder = spool.in_folder(tmp_path / "spool"), tmp_path / "spool/erasures"
    folder.mkdir(parents=True)
    return kept, folder


def put(folder: Path, *names: str) -> None:
    for number, name in enumerate(names):
        path = folder / f"erasure-{name}.json"
        path.write_bytes(name.encode())
        os.utime(path, (9**9 + number, 9**9 + number))


def names(folder) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_it_is_sent_once_and_then_gone(place) -> None:
    kept, folder = place
    put(folder, "1", "2")
    assert kept.evidence() == 2
    sender = Sender()
    assert kept.send_evidence(sender) == spool.Outcome(sent=2)
    assert sender.taken == [b"1", b"2"]
    assert (names(folder), kept.evidence()) == ([], 0)
    assert kept.send_evidence(sender) == spool.Outcome()


def test_reports_are_no_evidence_nor_is_evidence_a_report(place) -> None:
    kept, folder = place
    kept.keep(b"report", "1")
    put(folder, "1")
    assert kept.waiting() == ("atelier-1.json",)
    sender = Sender()
    kept.send_evidence(sender)
    assert sender.taken == [b"1"]
    assert kept.waiting() == ("atelier-1.json",)


@pytest.mark.parametrize("code", sorted(LATER))
def test_what_the_server_may_take_later_is_held_and_the_rest_goes(place, code: str) -> None:
    kept, folder = place
    put(folder, "1", "2", "3")
    outcome = kept.send_evidence(Sender({b"2": Refused("not yet", code)}))
    assert outcome == spool.Outcome(sent=2, held=1)
    assert names(folder) == ["erasure-2.json"]
    assert kept.send_evidence(Sender()) == spool.Outcome(sent=1)


def test_more_that_is_held_than_one_round_has(place) -> None:
    kept, folder = place
    every = [f"{number:02}" for number in range(45)]
    put(folder, *every)
    refuses = {name.encode(): Refused("no", "unknown_machine") for name in every[:43]}
    assert kept.send_evidence(Sender(refuses)) == spool.Outcome(sent=2, held=43)
    assert len(names(folder)) == 43


def test_what_is_refused_is_put_aside_with_the_reason(place) -> None:
    kept, folder = place
    put(folder, "1", "2")
    refusal = Refused("Dit bewijs klopt niet met zichzelf.", "malformed", "level", "clear")
    outcome = kept.send_evidence(Sender({b"1": refusal}))
    at = f"{kept.place.name}/erasures/refused/erasure-1.json"
    assert outcome == spool.Outcome(sent=1, aside=(at,))
    assert names(folder) == ["refused/erasure-1.json", "refused/erasure-1.txt"]
    assert (folder / "refused/erasure-1.json").read_bytes() == b"1"
    reason = (folder / "refused/erasure-1.txt").read_text("utf-8-sig").splitlines()
    assert reason == ["Dit bewijs klopt niet met zichzelf.", "malformed", "level", "clear"]
    assert kept.evidence() == 0


@pytest.mark.parametrize(
    "error",
    [
        NoConnection("gone"),
        NotTrusted("who?", "dates"),
        Garbled("a hotel"),
        WrongToken("revoked", "not_signed_in"),
    ],
)
def test_where_the_connection_ends_all_waits(place, error: NotSent) -> None:
    kept, folder = place
    put(folder, "1", "2", "3")
    outcome = kept.send_evidence(Sender({b"2": error}))
    assert outcome == spool.Outcome(sent=1, waiting=2, error=error)
    assert names(folder) == ["erasure-2.json", "erasure-3.json"]


@pytest.mark.parametrize(
    "error",
    [
        Forbidden("no", "forbidden"),
        NotThere("an older server", "http"),
        TooOld("old", "agent_too_old"),
        Refused("the server has moved"),
    ],
)
def test_a_server_that_takes_none_at_all_leaves_it_waiting(place, error: NotSent) -> None:
    kept, folder = place
    put(folder, "1", "2")
    outcome = kept.send_evidence(Sender({b"1": error, b"2": error}))
    assert outcome == spool.Outcome(held=2)
    assert len(names(folder)) == 2


def test_drafts_of_another_process_are_left_alone(place) -> None:
    """``atelier-agent erase`` may be writing just now."""
    kept, folder = place
    put(folder, "1")
    (folder / ".report-draft").write_bytes(b'{"half')
    assert kept.send_evidence(Sender()) == spool.Outcome(sent=1)
    assert names(folder) == [".report-draft"]


def test_power_cut_after_the_server_took_it_sends_it_once_more(place, monkeypatch) -> None:
    kept, folder = place
    put(folder, "1")
    sender, unlink = Sender(), Path.unlink

    def cut(path: Path, **more: bool) -> None:
        if path.name == "erasure-1.json":
            raise _Cut
        unlink(path, **more)

    with monkeypatch.context() as patch:
        patch.setattr(shelf.Path, "unlink", cut)
        with pytest.raises(_Cut):
            kept.send_evidence(sender)
    assert kept.send_evidence(sender) == spool.Outcome(sent=1)
    assert sender.taken == [b"1", b"1"]


@pytest.mark.parametrize("step", ["replace", "mkdir"])
def test_power_cut_while_putting_aside_loses_nothing(place, monkeypatch, step: str) -> None:
    kept, folder = place
    put(folder, "1")
    refuses = Sender({b"1": Refused("no", "malformed")})
    with monkeypatch.context() as patch:
        patch.setattr(shelf.Path, step, lambda *_, **__: (_ for _ in ()).throw(_Cut))
        with pytest.raises(_Cut):
            kept.send_evidence(refuses)
    assert (folder / "erasure-1.json").read_bytes() == b"1"
    assert kept.send_evidence(refuses).refused == 1


class _Cut(BaseException):
    pass


def test_a_stick_that_is_pulled_out_while_sending_loses_nothing(stick) -> None:
    kept, folder = spool.on_medium(stick.host), stick.content / "reports/erasures"
    folder.mkdir(parents=True)
    put(folder, "1")

    class Pulls(Sender):
        def send_evidence(self, content: bytes) -> EvidenceTaken:
            stick.plugged = False
            return super().send_evidence(content)

    with pytest.raises(MediumError):
        kept.send_evidence(Pulls())
    assert kept.evidence() == 0  # none that can be reached
    stick.plugged = True
    assert kept.send_evidence(Sender()) == spool.Outcome(sent=1)


def test_what_could_only_be_kept_in_memory_goes_too(stick, tmp_path) -> None:
    """Also where there is no stick at all."""
    memory = tmp_path / "memory/erasures"
    memory.mkdir(parents=True)
    put(memory, "1")
    kept = spool.on_medium(stick.host, also=(spool.in_folder(memory.parent).place,))
    (stick.content / "reports/erasures").mkdir(parents=True)
    put(stick.content / "reports/erasures", "2")
    assert kept.evidence() == 2
    stick.plugged = False
    sender = Sender()
    with pytest.raises(MediumError):
        kept.send_evidence(sender)
    assert (sender.taken, names(memory)) == ([b"1"], [])
    stick.plugged = True
    assert kept.send_evidence(sender) == spool.Outcome(sent=1)


def test_it_goes_through_the_real_client(place, server) -> None:
    kept, folder = place
    put(folder, "1", "2", "3")
    server.plays(201, {"state": "new", "result": "erased"})
    server.plays(409, {"error": {"code": "unknown_machine", "message": "not yet"}})
    server.plays(422, {"error": {"code": "malformed", "message": "no"}})
    with Client(server.url, token="t", backoff_s=0) as client:
        outcome = kept.send_evidence(client)
    assert (outcome.sent, outcome.held, outcome.refused) == (1, 1, 1)
    assert [request[0] for request in server.requests] == ["/api/agent/v1/erasures"] * 3
    assert names(folder) == [
        "erasure-2.json",
        "refused/erasure-3.json",
        "refused/erasure-3.txt",
    ]


def test_a_page_of_a_hotel_is_no_answer(place, server) -> None:
    kept, folder = place
    put(folder, "1")
    server.plays(200, {"welcome": "guest"})
    with Client(server.url, token="t", backoff_s=0) as client:
        outcome = kept.send_evidence(client)
    assert isinstance(outcome.error, Garbled)
    assert names(folder) == ["erasure-1.json"]

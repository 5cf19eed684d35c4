"""Reports that wait: kept, sent, put aside, and what a pulled plug leaves."""

import os

import pytest

from diagnostics import files
from diagnostics.link import spool
from diagnostics.link.answer import Answer
from diagnostics.link.client import Client
from diagnostics.link.errors import (
    Forbidden,
    Garbled,
    NoConnection,
    NotThere,
    NotTrusted,
    Refused,
    TooOld,
    WrongToken,
)
from diagnostics.link.medium import MediumError


class Sender:
    """Takes every report, but those whose content stands in ``refuses``."""

    def __init__(self, refuses=()) -> None:
        self.refuses = dict(refuses)
        self.taken = []

    def send_report(self, content: bytes) -> Answer:
        if error := self.refuses.get(content):
            raise error
        self.taken.append(content)
        return Answer("new")


@pytest.fixture(params=["folder", "medium"])
def place(request, stick, tmp_path):
    """A spool, and the folder in which its files are."""
    if request.param == "medium":
        return spool.on_medium(stick.host), stick.content / "reports"
    return spool.in_folder(tmp_path / "spool"), tmp_path / "spool"


def names(folder) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_report_is_kept_and_found_and_sent_and_then_gone(place) -> None:
    kept, folder = place
    assert kept.waiting() == ()
    where = kept.keep(b"one", "1")
    kept.keep(b"two", "2")
    os.utime(folder / "atelier-1.json", (9**9, 9**9))
    assert where.endswith(f"{folder.name}/atelier-1.json")
    assert (folder / "atelier-1.json").read_bytes() == b"one"
    assert kept.waiting() == ("atelier-1.json", "atelier-2.json")
    sender = Sender()
    assert kept.send_all(sender) == spool.Outcome(sent=2)
    assert sender.taken == [b"one", b"two"]
    assert names(folder) == []


def test_kept_twice_it_waits_once(place) -> None:
    kept, _ = place
    kept.keep(b"one", "1")
    kept.keep(b"one", "1")
    assert kept.waiting() == ("atelier-1.json",)


def test_nothing_waiting_is_nothing_done(place) -> None:
    assert place[0].send_all(Sender()) == spool.Outcome()


def test_what_is_refused_is_put_aside_with_the_reason(place) -> None:
    kept, folder = place
    for name in ("1", "2", "3"):
        kept.keep(name.encode(), name)
    refusal = Refused("Het verslag is stuk.", "invalid", "version", "1")
    assert kept.send_all(Sender({b"2": refusal})) == spool.Outcome(
        sent=2, aside=(f"{kept.place.name}/refused/atelier-2.json",)
    )
    assert names(folder) == ["refused/atelier-2.json", "refused/atelier-2.txt"]
    assert (folder / "refused/atelier-2.json").read_bytes() == b"2"
    reason = (folder / "refused/atelier-2.txt").read_text("utf-8-sig").splitlines()
    assert reason == ["Het verslag is stuk.", "invalid", "version", "1"]
    assert kept.waiting() == ()


@pytest.mark.parametrize(
    "error",
    [
        NoConnection("gone"),
        NotTrusted("who?", "dates"),
        Garbled("a hotel"),
        WrongToken("revoked", "not_signed_in"),
        Forbidden("no", "forbidden"),
        NotThere("no", "not_found"),
        TooOld("old", "agent_too_old"),
        Refused("the server has moved to http://elsewhere.example/"),
    ],
)
def test_what_would_be_the_same_for_every_report_leaves_them_waiting(place, error) -> None:
    kept, folder = place
    for number, name in enumerate(("1", "2", "3")):
        kept.keep(name.encode(), name)
        os.utime(folder / f"atelier-{name}.json", (9**9 + number, 9**9 + number))
    outcome = kept.send_all(Sender({b"2": error}))
    assert outcome == spool.Outcome(sent=1, waiting=2, error=error)
    assert names(folder) == ["atelier-2.json", "atelier-3.json"]


def test_a_whole_row_of_laptops_is_sent_in_rounds(place) -> None:
    kept, folder = place
    for number in range(45):
        kept.keep(str(number).encode(), str(number))
    outcome = kept.send_all(Sender({b"7": Refused("no", "invalid")}))
    assert (outcome.sent, outcome.refused) == (44, 1)
    assert names(folder) == ["refused/atelier-7.json", "refused/atelier-7.txt"]


def test_what_a_pulled_plug_left_is_not_sent_and_goes(place) -> None:
    kept, folder = place
    kept.keep(b"one", "1")
    (folder / ".report-half").write_bytes(b'{"half')
    (folder / "notes.json").write_bytes(b"a person's own")
    sender = Sender()
    assert kept.send_all(sender) == spool.Outcome(sent=1)
    assert sender.taken == [b"one"]
    assert names(folder) == ["notes.json"]


STEPS = ("mkstemp", "fdopen", "fsync", "replace")


@pytest.mark.parametrize("step", STEPS)
def test_power_cut_while_keeping_loses_that_one_report_at_most(place, step, monkeypatch) -> None:
    """The cut is an error that nothing in the code catches, before each step of the writing."""
    kept, folder = place
    kept.keep(b"one", "1")

    class Cut(BaseException):
        pass

    def cut(*_args, **_keywords):
        raise Cut

    target = {"mkstemp": files.tempfile, "replace": files.Path}.get(step, os)
    with monkeypatch.context() as patch:
        patch.setattr(target, step, cut)
        with pytest.raises(Cut):
            kept.keep(b"two", "2")
    assert kept.waiting() == ("atelier-1.json",)
    assert (folder / "atelier-1.json").read_bytes() == b"one"
    kept.keep(b"three", "3")
    assert names(folder) == ["atelier-1.json", "atelier-3.json"]


def test_power_cut_while_putting_aside_asks_once_more(place, monkeypatch) -> None:
    kept, folder = place
    kept.keep(b"one", "1")
    refuses = Sender({b"one": Refused("no", "invalid")})
    with monkeypatch.context() as patch:
        patch.setattr(spool.Path, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            kept.send_all(refuses)
    assert kept.waiting() == ("atelier-1.json",)
    assert kept.send_all(refuses).refused == 1
    assert names(folder) == ["refused/atelier-1.json", "refused/atelier-1.txt"]


def test_a_stick_pulled_out_while_sending_loses_nothing(stick) -> None:
    kept = spool.on_medium(stick.host)
    kept.keep(b"one", "1")

    class Pulls(Sender):
        def send_report(self, content: bytes) -> Answer:
            stick.plugged = False
            return super().send_report(content)

    with pytest.raises(MediumError, match="zit er niet"):
        kept.send_all(Pulls())
    stick.plugged = True
    assert kept.send_all(Sender()) == spool.Outcome(sent=1)


def test_on_a_medium_that_is_not_there_nothing_is_kept(stick) -> None:
    stick.plugged = False
    with pytest.raises(MediumError, match="zit er niet"):
        spool.on_medium(stick.host).keep(b"one", "1")


def test_it_goes_through_the_real_client(place, server) -> None:
    kept, folder = place
    kept.keep(b'{"id": 1}', "1")
    kept.keep(b"{", "2")
    os.utime(folder / "atelier-1.json", (9**9, 9**9))
    server.plays(201, {"state": "new"})
    server.plays(400, {"error": {"code": "bad_request", "message": "no JSON"}})
    with Client(server.url, token="t", backoff_s=0) as client:
        outcome = kept.send_all(client)
    assert (outcome.sent, outcome.refused) == (1, 1)
    assert len(server.requests) == 2
    assert names(folder) == [
        "refused/atelier-2.json",
        "refused/atelier-2.txt",
    ]

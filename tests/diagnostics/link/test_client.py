"""The client, over real sockets, against a server that plays one answer after the other."""

import gzip
import json
import socket
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from diagnostics import __version__
from diagnostics.link.answer import Answer
from diagnostics.link.client import Client
from diagnostics.link.errors import (
    Forbidden,
    Garbled,
    NoConnection,
    NotThere,
    Refused,
    TooOld,
    WrongToken,
)
from diagnostics.link.trust import Trust
from diagnostics.wire import Presence, Word
from diagnostics.wire.pairing import Asked

KNOWN = {
    "state": "known",
    "device": {"tag": "4217 0385 61", "url": "http://server/d/1"},
    "next_step": {"name": "Wissen", "text": "Wis de schijf"},
}
PRESENCE = Presence(boot_id="b", report_id="r", agent_version="0", seen="3", wait_s=0)
WORD = Word(id="w", state="accepted", at="2026-01-01T00:00:00+00:00", boot_id="b", number=1)
ASKED = Asked(id="i", code_mac="c", seen_certificate="", seen_mac="s", agent_version="0")


@pytest.fixture
def client(server):
    with Client(server.url, token="the-token", language="fr", backoff_s=0) as client:
        yield client


def post(client) -> Answer:
    return client.send_report(b'{"id": "1"}')


def test_the_report_travels_compressed_and_with_its_token(server, client) -> None:
    server.plays(201, KNOWN)
    assert post(client) == Answer(
        state="known",
        tag="4217 0385 61",
        url="http://server/d/1",
        next_name="Wissen",
        next_text="Wis de schijf",
    )
    ((path, headers, body),) = server.requests
    assert path == "/api/agent/v1/reports"
    assert headers["Authorization"] == "Bearer the-token"
    assert (headers["Content-Type"], headers["Content-Encoding"]) == ("application/json", "gzip")
    assert (headers["X-Atelier-Agent"], headers["Accept-Language"]) == (__version__, "fr")
    assert gzip.decompress(body) == b'{"id": "1"}'
    clock = datetime.fromisoformat(headers["X-Atelier-Clock"])
    assert abs(datetime.now(UTC) - clock) < timedelta(minutes=1)


def test_a_poll_brings_the_view_and_its_orders(server, client) -> None:
    order = {"id": "o", "kind": "probe", "machine": {"report_id": "r"}, "newer": True}
    server.plays(200, {"version": "4", "way": [["wipe", "now"]], "orders": [order]})
    view = client.poll(PRESENCE)
    assert (view.version, view.way, view.orders[0].kind) == ("4", (("wipe", "now"),), "probe")
    ((path, _, body),) = server.requests
    assert path == "/api/agent/v1/presence"
    assert json.loads(body)["seen"] == "3"


def test_a_word_is_said_of_its_order(server, client) -> None:
    server.plays(200, {"state": "accepted", "stop": True})
    assert client.say("a/b", WORD).stop is True
    assert server.requests[0][0] == "/api/agent/v1/orders/a%2Fb/words"


def test_pairings_are_asked_without_a_token(server) -> None:
    server.plays(201, {"state": "waiting"})
    with Client(server.url) as client:
        assert client.ask_pairing(ASKED).state == "waiting"
        assert client.pairing("i", "secret", 0).state == "waiting"
    (first, second) = server.requests
    assert (first[0], second[0]) == ("/api/agent/v1/pairings", "/api/agent/v1/pairings/i")
    assert json.loads(second[2]) == {"secret": "secret", "wait_s": 0}
    assert "Authorization" not in first[1] | second[1]


def test_one_connection_serves_all(server, client) -> None:
    server.plays(200, {"version": "4"})
    for _ in range(3):
        client.poll(PRESENCE)
    assert len(server.connections) == 1


def test_a_connection_that_the_server_closed_meanwhile_is_made_anew(server, client) -> None:
    def close_after(handler, _body) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "15")
        handler.end_headers()
        handler.wfile.write(b'{"version":"4"}')
        handler.close_connection = True

    server.does(close_after)
    for _ in range(3):
        client.poll(PRESENCE)
        time.sleep(0.05)
    assert len(server.requests) == 3


def test_a_choice_that_waits_has_no_tag_yet(server, client) -> None:
    server.plays(202, {"state": "choice", "device": None, "next_step": {"text": "Kies"}})
    assert post(client) == Answer(state="choice", next_text="Kies")


def test_a_server_that_is_restarting_is_asked_again(server, client) -> None:
    for status in (503, 502, 429):
        server.plays(status, b"<html>busy</html>")
    server.plays(200, KNOWN)
    assert post(client).state == "known"
    assert len(server.requests) == 4


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_stays_busy_is_no_connection(server, client, status: int) -> None:
    server.plays(status, {"error": {"code": "too_many", "message": "later"}})
    with pytest.raises(NoConnection, match="later"):
        post(client)
    assert len(server.requests) == 5


def test_nobody_there_is_no_connection() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with Client(url, backoff_s=0) as client, pytest.raises(NoConnection, match="refused"):
            post(client)


def test_a_name_nobody_knows_is_no_connection() -> None:
    with (
        Client("https://server.invalid", backoff_s=0) as client,
        pytest.raises(NoConnection, match=r"server\.invalid"),
    ):
        client.poll(PRESENCE)


def test_a_refusal_says_which_field_and_what_is_expected(server, client) -> None:
    error = {"code": "bad_report", "message": "no", "field": "version", "expected": "1"}
    server.plays(422, {"error": error})
    with pytest.raises(Refused, match="no") as caught:
        post(client)
    told = caught.value
    assert (told.code, told.field, told.expected) == ("bad_report", "version", "1")
    assert type(told) is Refused
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "kind"), [(401, WrongToken), (403, Forbidden), (404, NotThere), (426, TooOld)]
)
def test_what_can_be_done_about_a_refusal_is_its_kind(server, client, status, kind) -> None:
    server.plays(status, {"error": {"code": "agent_too_old", "message": "no"}})
    with pytest.raises(kind) as caught:
        client.poll(PRESENCE)
    assert caught.value.code == "agent_too_old"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html>"),
        (200, b"[]"),
        (200, b'{"state": 1}'),
        (200, b"[" * 100_000),
        (404, b"\xff"),
        (401, b'{"error": 3}'),
    ],
)
def test_another_kind_of_server_is_said_to_be_one(server, client, status, body) -> None:
    """And is no refusal: a hotel's sign-in page must not have a report put aside."""
    server.plays(status, body)
    with pytest.raises(Garbled, match=f"no Atelier server: it answered with status {status}"):
        post(client)


@pytest.mark.parametrize(
    "document", [{}, {"version": 4}, {"version": "4", "orders": [{"id": "o"}]}]
)
def test_an_answer_that_is_not_what_it_should_be_names_the_field(server, client, document) -> None:
    server.plays(200, document)
    with pytest.raises(Garbled, match=r"View\."):
        client.poll(PRESENCE)


def test_the_token_follows_no_redirect(server, client) -> None:
    server.plays(302, b"", Location="http://elsewhere.example/")
    with pytest.raises(Refused, match=r"moved to http://elsewhere\.example/"):
        post(client)
    assert len(server.requests) == 1


def test_an_answer_without_end_is_left_alone(server, client) -> None:
    def flood(handler, _body) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(10**12))
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 65_536)

    server.does(flood)
    with pytest.raises(Garbled, match="too long"):
        client.poll(PRESENCE)


def test_an_answer_drop_by_drop_is_left_alone(server, client, monkeypatch) -> None:
    def drip(handler, _body) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        while True:
            handler.wfile.write(b"x")
            time.sleep(0.05)

    server.does(drip)
    monkeypatch.setattr("diagnostics.link.client._READ_S", 0.5)
    began = time.monotonic()
    with pytest.raises(Garbled, match="too slowly"):
        client.poll(PRESENCE)
    assert time.monotonic() - began < 3


def test_no_answer_within_the_time_is_no_connection(server, client, monkeypatch) -> None:
    gone = threading.Event()
    server.does(lambda *_: gone.wait(10))
    monkeypatch.setattr("diagnostics.link.client._AFTER_WAITING_S", 0.1)
    began = time.monotonic()
    with pytest.raises(NoConnection, match="timed out"):
        client.pairing("i", "secret", wait_s=0.2)
    gone.set()
    assert time.monotonic() - began < 3


@pytest.fixture(params=["as installed", "1.26"])
def urllib3_reads(request, monkeypatch) -> None:
    """Debian's urllib3, on the medium, has no ``read1``: what http.client meets there stays so."""
    if request.param == "1.26":
        monkeypatch.setattr("diagnostics.link.transport._reader", lambda found: found._fp.read1)


@pytest.mark.usefixtures("urllib3_reads")
@pytest.mark.parametrize(
    ("header", "sent"),
    [
        (("Content-Length", "1000"), b""),
        (("Content-Length", "1000"), b'{"version": "4", '),
        (("Transfer-Encoding", "chunked"), b""),
        (("Transfer-Encoding", "chunked"), b'ff\r\n{"version": "4", '),
        (("Transfer-Encoding", "chunked"), b"no number\r\n"),
        (("Transfer-Encoding", "chunked"), b"f" * 70_000),
    ],
)
def test_a_server_gone_halfway_is_no_connection(server, client, header, sent) -> None:
    """A person is told to see whether it is on, and not to sign in on the network."""

    def vanish(handler, _body) -> None:
        handler.send_response(200)
        handler.send_header(*header)
        handler.end_headers()
        handler.wfile.write(sent)
        handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_RDWR)

    server.does(vanish)
    with pytest.raises(NoConnection) as raised:
        client.poll(PRESENCE)
    assert not isinstance(raised.value, Garbled)


def test_a_server_gone_before_it_answers_is_asked_again(server, client) -> None:
    server.does(lambda handler, _: handler.connection.shutdown(socket.SHUT_RDWR))
    server.plays(200, KNOWN)
    assert post(client).state == "known"


def test_http_with_a_certificate_to_pin_is_a_contradiction() -> None:
    with pytest.raises(ValueError, match="write https://"):
        Client("http://server", Trust(fingerprint="0" * 64))

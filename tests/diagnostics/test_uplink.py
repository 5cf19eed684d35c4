"""Sending, over a real socket, to a server that plays one answer after the other."""

import gzip
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from diagnostics.uplink import Answer, NoConnection, Refused, endpoint, send

KNOWN = {
    "state": "known",
    "device": {"tag": "4217 0385 61", "url": "http://server/d/1"},
    "next_step": {"name": "Wissen", "text": "Wis de schijf"},
}


@dataclass
class Server:
    """Plays ``answers`` in order, the last one again and again; keeps what it was sent."""

    url: str
    answers: list[tuple[int, bytes, dict[str, str]]] = field(default_factory=list)
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def plays(self, status: int, document: Any = None, **headers: str) -> None:
        raw = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.answers.append((status, raw, headers))

    def next_answer(self) -> tuple[int, bytes, dict[str, str]]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def server() -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            played.requests.append((self.path, dict(self.headers.items()), body))
            status, content, headers = played.next_answer()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Silence."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    played = Server(f"http://127.0.0.1:{http.server_port}")
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield played
    http.shutdown()
    http.server_close()
    thread.join()


def post(server: Server) -> Answer:
    return send(b'{"id": "1"}', server.url, "the-token", backoff_s=0)


def test_the_report_travels_compressed_and_with_its_token(server: Server) -> None:
    server.plays(201, KNOWN)
    assert post(server) == Answer(
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
    assert gzip.decompress(body) == b'{"id": "1"}'
    clock = datetime.fromisoformat(headers["X-Atelier-Clock"])
    assert abs(datetime.now(UTC) - clock) < timedelta(minutes=1)


def test_a_choice_that_waits_has_no_tag_yet(server: Server) -> None:
    server.plays(202, {"state": "choice", "device": None, "next_step": {"text": "Kies"}})
    assert post(server) == Answer(state="choice", next_text="Kies")


def test_a_server_that_is_restarting_is_asked_again(server: Server) -> None:
    for status in (503, 502, 429):
        server.plays(status, b"<html>busy</html>")
    server.plays(200, KNOWN)
    assert post(server).state == "known"
    assert len(server.requests) == 4


def test_a_server_that_stays_away_is_no_connection(server: Server) -> None:
    server.plays(503, b"busy")
    with pytest.raises(NoConnection, match="status 503"):
        post(server)
    assert len(server.requests) == 5


def test_nobody_there_is_no_connection() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(NoConnection, match="refused"):
            send(b"{}", url, "t", backoff_s=0)


def test_a_refusal_says_which_field_and_what_is_expected(server: Server) -> None:
    error = {"code": "bad_report", "message": "no", "field": "version", "expected": "1"}
    server.plays(422, {"error": error})
    with pytest.raises(Refused, match="no") as caught:
        post(server)
    assert (caught.value.code, caught.value.field, caught.value.expected) == (
        "bad_report",
        "version",
        "1",
    )
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html>"),
        (200, b"[]"),
        (200, b'{"state": 1}'),
        (404, b"\xff"),
        (401, b'{"error": 3}'),
    ],
)
def test_another_kind_of_server_is_said_to_be_one(server: Server, status: int, body: bytes) -> None:
    server.plays(status, body)
    with pytest.raises(Refused, match=f"no Atelier server: it answered with status {status}"):
        post(server)


def test_the_token_follows_no_redirect(server: Server) -> None:
    server.plays(302, b"", Location="http://elsewhere.example/")
    with pytest.raises(Refused, match=r"moved to http://elsewhere\.example/"):
        post(server)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://server:8000", "http://server:8000/api/agent/v1/reports"),
        ("https://server/", "https://server/api/agent/v1/reports"),
        ("https://server/atelier", "https://server/atelier/api/agent/v1/reports"),
        ("https://server/api/agent/v1/reports", "https://server/api/agent/v1/reports"),
    ],
)
def test_endpoint(url: str, address: str) -> None:
    assert endpoint(url) == address


@pytest.mark.parametrize("url", ["server", "ftp://server", "http://", "", "http://[::1"])
def test_a_wrong_address_says_what_one_looks_like(url: str) -> None:
    with pytest.raises(ValueError, match=r"expected something like|Invalid"):
        endpoint(url)

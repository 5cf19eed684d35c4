"""One POST, to servers that are right, wrong, and somebody else's."""

import hashlib
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from diagnostics.first_boot import sending
from tests.bench.server import Certificate, make_certificate
from tests.diagnostics.first_boot import starts

TAKEN = b'{"state": "new"}'


@dataclass
class Heard:
    url: str = ""
    requests: list[tuple[str, str | None, Any]] = field(default_factory=list)


@contextmanager
def answering(status: int, content: bytes, tls: Certificate | None = None) -> Iterator[Heard]:
    heard = Heard()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.requests.append((self.path, self.headers["Authorization"], json.loads(body)))
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Silence."""

    class Server(HTTPServer):
        def handle_error(self, *_: Any) -> None:
            """Who does not trust it hangs up."""

    server = Server(("127.0.0.1", 0), Handler)
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls.certificate, tls.key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    heard.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield heard
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def certificate(tmp_path: Path, real_commands: None) -> Certificate:
    return make_certificate(tmp_path, "127.0.0.1")


def fingerprint(certificate: Certificate) -> str:
    raw = ssl.PEM_cert_to_DER_cert(certificate.certificate.read_text())
    return hashlib.sha256(raw).hexdigest()


@pytest.mark.parametrize(
    ("status", "content", "outcome"),
    [
        (201, TAKEN, "taken"),
        (200, b'{"state": "known"}', "taken"),
        (200, b"<html>Welcome to our hotel</html>", "later"),
        (200, b'{"state": "fine"}', "later"),
        (401, b"{}", "unknown"),
        (410, b"{}", "unknown"),
        (400, b"{}", "later"),
        (404, b"", "later"),
        (429, b"{}", "later"),
        (500, b"", "later"),
        (302, b"", "later"),
    ],
)
def test_what_comes_of_an_answer(status: int, content: bytes, outcome: str) -> None:
    with answering(status, content) as heard:
        done = sending.send(starts.settings(server=heard.url), starts.first_boot())
    assert done[0] == outcome
    [(path, bearer, body)] = heard.requests
    assert path == "/api/agent/v1/first-boots"
    assert bearer == "Bearer a key"
    assert body["host_name"] == "atelier-4217-0385-61"


def test_a_pinned_certificate(certificate: Certificate) -> None:
    with answering(201, TAKEN, certificate) as heard:
        told = starts.settings(server=heard.url, fingerprint=fingerprint(certificate))
        assert sending.send(told, starts.first_boot())[0] == "taken"
    assert len(heard.requests) == 1


def test_an_issuer_of_ones_own(certificate: Certificate) -> None:
    with answering(201, TAKEN, certificate) as heard:
        issuer = certificate.certificate.read_text()
        told = starts.settings(server=heard.url, authority=issuer)
        assert sending.send(told, starts.first_boot())[0] == "taken"


@pytest.mark.parametrize("pin", ["00" * 32, None])
def test_another_server_hears_nothing(certificate: Certificate, pin: str | None) -> None:
    """Neither the key nor what the machine is: they are not sent at all."""
    with answering(201, TAKEN, certificate) as heard:
        told = starts.settings(server=heard.url, fingerprint=pin)
        outcome, why = sending.send(told, starts.first_boot())
    assert outcome == "later"
    assert heard.requests == []
    assert heard.url not in why


def test_a_pin_is_never_left_aside(certificate: Certificate) -> None:
    with answering(201, TAKEN) as heard:
        told = starts.settings(server=heard.url, fingerprint=fingerprint(certificate))
        assert sending.send(told, starts.first_boot()) == ("later", "ValueError")
    assert heard.requests == []


@pytest.mark.parametrize("server", ["http://127.0.0.1:1", "no address", "https://[::1]:1"])
def test_nobody_there(server: str) -> None:
    outcome, why = sending.send(starts.settings(server=server), starts.first_boot())
    assert outcome == "later"
    assert server not in why

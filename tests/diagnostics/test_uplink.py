"""Sending one report by hand. What can go wrong is in ``link/test_client.py``."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from diagnostics.uplink import Answer, endpoint, send


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            content = json.dumps({"state": "new", "device": {"tag": self.path}}).encode()
            self.send_response(201)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Silence."""

    http = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield http
    http.shutdown()
    http.server_close()
    thread.join()


def test_a_report_is_sent_to_the_address_below_the_servers(server: HTTPServer) -> None:
    sent = send(b"{}", f"http://127.0.0.1:{server.server_port}/below/", "t")
    assert sent == Answer(state="new", tag="/below/api/agent/v1/reports")


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://server:8000", "http://server:8000/api/agent/v1/reports"),
        (" https://server/ ", "https://server/api/agent/v1/reports"),
        ("https://server/atelier", "https://server/atelier/api/agent/v1/reports"),
        ("https://server/api/agent/v1", "https://server/api/agent/v1/reports"),
        ("https://server/api/agent/v1/reports", "https://server/api/agent/v1/reports"),
    ],
)
def test_endpoint(url: str, address: str) -> None:
    assert endpoint(url) == address


@pytest.mark.parametrize(
    "url",
    [
        "server",
        "ftp://server",
        "http://",
        "",
        "http://[::1",
        "http://a:0",
        "http://a:x",
        "https://somebody:secret@a",
        "https://a/?b",
        "https://a b",
    ],
)
def test_a_wrong_address_says_what_one_looks_like(url: str) -> None:
    with pytest.raises(ValueError, match="expected something like"):
        endpoint(url)

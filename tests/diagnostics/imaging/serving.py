"""A real HTTP server with one image, and what servers and networks do wrong."""

import json
import random
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.images import Image

TOKEN = "the-token-of-this-test"


@dataclass
class Shop:
    """``faults``: of the requests for blocks, in order, what is done instead; then all is well."""

    image: Image
    url: str = ""
    faults: list[Callable[[Any, bytes], None]] = field(default_factory=list)
    #: ``(path, range)`` of each request, and whether it asked to go past copies.
    asked: list[tuple[str, str | None, bool]] = field(default_factory=list)
    #: Changes what is sent of the blocks.
    spoil: Callable[[bytes, int, bool], bytes] = lambda content, _at, _anew: content
    gone: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def content(self, name: str) -> bytes | None:
        files = {"manifest": self.image.manifest, "map": self.image.map}
        return None if self.gone else {**files, "blocks": self.image.blocks}.get(name)

    def next_fault(self) -> Callable[[Any, bytes], None] | None:
        with self.lock:
            return self.faults.pop(0) if self.faults else None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    shop: Shop

    def do_GET(self) -> None:
        shop, told = self.shop, self.headers.get("Range")
        anew = self.headers.get("Cache-Control") == "no-cache"
        shop.asked.append((self.path, told, anew))
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self.refuse(401, "bad_token")
        match = re.fullmatch(r"/api/agent/v1/images/([0-9a-f]{64})/([a-z]+)", self.path)
        found = shop.content(match[2]) if match and match[1] == shop.image.sha256 else None
        if found is None:
            return self.refuse(404, "unknown_image")
        return self.send_file(found, told, anew=anew)

    def send_file(self, found: bytes, told: str | None, *, anew: bool) -> None:
        span = re.fullmatch(r"bytes=(\d+)-(\d+)", told or "")
        first, last = (int(span[1]), int(span[2])) if span else (0, len(found) - 1)
        part = found[first : last + 1]
        if span:
            part = self.shop.spoil(part, first, anew)
            if fault := self.shop.next_fault():
                return fault(self, part)
        self.begin(206 if span else 200, len(part))
        if span:
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(found)}")
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(part)
        return None

    def begin(self, status: int, length: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(length))

    def refuse(self, status: int, code: str) -> None:
        body = json.dumps({"error": {"code": code, "message": code.replace("_", " ")}}).encode()
        self.begin(status, len(body))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Silence."""


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.opened: list[Any] = []

    def process_request(self, request: Any, client_address: Any) -> None:
        self.opened.append(request)
        super().process_request(request, client_address)

    def server_close(self) -> None:
        for connection in self.opened:
            with suppress(OSError):
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
        super().server_close()

    def handle_error(self, *_: object) -> None:
        """A client that hangs up, or a connection that a fault cut."""


@contextmanager
def serving(image: Image, *, port: int = 0) -> Iterator[Shop]:
    shop = Shop(image)
    handler = type("Selling", (Handler,), {"shop": shop})
    http = _Quiet(("127.0.0.1", port), handler)
    shop.url = f"http://127.0.0.1:{http.server_port}"
    thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield shop
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


# -- faults -------------------------------------------------------------------------------------


def cut_after(share: float) -> Callable[[Any, bytes], None]:
    """The connection breaks in the midst of a range."""

    def fault(handler: Any, part: bytes) -> None:
        _head(handler, part)
        with suppress(OSError):
            handler.wfile.write(part[: int(len(part) * share)])
        handler.close_connection = True
        with suppress(OSError):
            socket.socket.shutdown(handler.connection, socket.SHUT_RDWR)

    return fault


def status(code: int) -> Callable[[Any, bytes], None]:
    return lambda handler, _part: handler.refuse(code, "trouble")


def page(handler: Any, _part: bytes) -> None:
    """A proxy's own words."""
    body = b"<html>Bad gateway</html>"
    handler.begin(502, len(body))
    handler.end_headers()
    handler.wfile.write(body)


def not_found(handler: Any, _part: bytes) -> None:
    """A proxy that is to send the file itself, and looks for it in the wrong folder."""
    body = b"<html><center><h1>404 Not Found</h1></center><hr><center>nginx</center></html>"
    handler.begin(404, len(body))
    handler.end_headers()
    handler.wfile.write(body)


def whole_file(handler: Any, _part: bytes) -> None:
    """Ranges are not heeded."""
    content = handler.shop.image.blocks
    handler.begin(200, len(content))
    handler.end_headers()
    with suppress(OSError):
        handler.wfile.write(content)


def other_range(handler: Any, part: bytes) -> None:
    handler.begin(206, len(part))
    handler.send_header("Content-Range", f"bytes 0-{len(part) - 1}/{len(part)}")
    handler.end_headers()
    with suppress(OSError):
        handler.wfile.write(part)


def too_short(handler: Any, part: bytes) -> None:
    _head(handler, part[:-1])
    with suppress(OSError):
        handler.wfile.write(part[:-1])


def slow(handler: Any, part: bytes) -> None:
    """A few bytes at a time, all of them in the end."""
    _head(handler, part)
    for at in range(0, len(part), 4096):
        with suppress(OSError):
            handler.wfile.write(part[at : at + 4096])
        time.sleep(0.001)


def some_fault(chance: random.Random) -> Callable[[Any, bytes], None]:
    return chance.choice(
        [cut_after(chance.random()), status(500), status(503), status(401), page, too_short, slow]
    )


def _head(handler: Any, part: bytes) -> None:
    first = int(re.fullmatch(r"bytes=(\d+)-\d+", handler.headers["Range"])[1])  # type: ignore[index]
    handler.begin(206, len(part))
    total = len(handler.shop.image.blocks)
    handler.send_header("Content-Range", f"bytes {first}-{first + len(part) - 1}/{total}")
    handler.end_headers()

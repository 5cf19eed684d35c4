"""Servers over real sockets, with and without TLS, and certificates made by openssl."""

import hashlib
import json
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from diagnostics.probes.host import Host
from diagnostics.run import Completed, Failed


@dataclass
class Server:
    """Plays ``answers`` in order, the last one again and again; keeps what it was sent.

    An answer is (status, body, headers), or a function that is given the handler and the body.
    """

    url: str
    answers: list = field(default_factory=list)
    requests: list = field(default_factory=list)
    connections: set = field(default_factory=set)

    def plays(self, status, document=None, **headers) -> None:
        raw = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.answers.append((status, raw, headers))

    def does(self, action: Callable) -> None:
        self.answers.append(action)

    def next_answer(self):
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def send(handler, status, content, headers) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    if handler.command != "HEAD":
        handler.wfile.write(content)


class Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def process_request(self, request, client_address) -> None:
        self.opened = [*getattr(self, "opened", ()), request]
        super().process_request(request, client_address)

    def server_close(self) -> None:
        """A connection that is kept open ends too, and with it its thread."""
        for connection in getattr(self, "opened", ()):
            with suppress(OSError):
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
        super().server_close()

    def handle_error(self, *_) -> None:
        """A client that hangs up is what many of these tests are about."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    played: Server
    date: str | None = None

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.played.connections.add(self.client_address)
        self.played.requests.append((self.path, dict(self.headers.items()), body))
        answer = self.played.next_answer()
        if callable(answer):
            answer(self, body)
        else:
            send(self, *answer)

    def do_HEAD(self) -> None:
        self.do_POST()

    def date_time_string(self, timestamp=None) -> str:
        return self.date or super().date_time_string(timestamp)

    def log_message(self, *_) -> None:
        """Silence."""


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """``serve(pair)`` starts a server: with TLS where given (certificate and key) as one PEM."""
    with ExitStack() as stack:

        def start(pem: Path | None = None, *, host="127.0.0.1", date=None) -> Server:
            handler = type("Playing", (Handler,), {"date": date})
            http = Quiet(("127.0.0.1", 0), handler)
            if pem:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(pem)
                http.socket = context.wrap_socket(
                    http.socket, server_side=True, do_handshake_on_connect=False
                )
            scheme = "https" if pem else "http"
            handler.played = Server(f"{scheme}://{host}:{http.server_port}")
            thread = threading.Thread(target=http.serve_forever, args=(0.05,), daemon=True)
            thread.start()
            stack.callback(thread.join)
            stack.callback(http.server_close)
            stack.callback(http.shutdown)
            return handler.played

        yield start


@pytest.fixture
def server(serve) -> Server:
    return serve()


@dataclass(frozen=True)
class Certificates:
    """Made once a run; each ``.pem`` holds certificate and key."""

    folder: Path

    def __getattr__(self, name: str) -> Path:
        return self.folder / f"{name}.pem"

    @property
    def authority_text(self) -> str:
        return (self.folder / "ca.crt").read_text()

    def fingerprint(self, name: str) -> str:
        text = (self.folder / f"{name}.crt").read_text()
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(text)).hexdigest()


_CONFIG = """
[ca]
default_ca = own
[own]
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
x509_extensions = server
unique_subject = no
[any]
commonName = supplied
[server]
subjectAltName = DNS:localhost,IP:127.0.0.1
[other]
subjectAltName = DNS:elsewhere.example
[req]
distinguished_name = dn
[dn]
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
"""
#: name: (begin, end, extensions), all signed by the authority.
_SIGNED = {
    "good": ("20200101000000Z", "20991231000000Z", "server"),
    "expired": ("20100101000000Z", "20110101000000Z", "server"),
    "future": ("20900101000000Z", "20991231000000Z", "server"),
    "elsewhere": ("20200101000000Z", "20991231000000Z", "other"),
}


def openssl(folder: Path, *arguments: str) -> bytes:
    tool = shutil.which("openssl")
    if tool is None:
        pytest.skip("openssl is not installed")
    done = subprocess.run([tool, *arguments], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


@pytest.fixture(scope="session")
def certificates(tmp_path_factory) -> Certificates:
    folder = tmp_path_factory.mktemp("certificates")
    (folder / "openssl.cnf").write_text(_CONFIG)
    (folder / "index.txt").write_text("")
    (folder / "serial").write_text("1000\n")
    base = ("-config", "openssl.cnf")
    self_signed = ("req", "-x509", *base, *KEY, "-days", "3650")
    openssl(folder, *self_signed, "-subj", "/CN=Made up authority", "-extensions", "authority",
            "-keyout", "ca.key", "-out", "ca.crt")  # fmt: skip
    for name in ("own", "intruder"):
        openssl(folder, *self_signed, "-subj", f"/CN={name}", "-extensions", "server",
                "-keyout", f"{name}.key", "-out", f"{name}.crt")  # fmt: skip
    for name, (begin, end, extensions) in _SIGNED.items():
        openssl(folder, "req", "-new", *base, *KEY, "-subj", f"/CN={name}",
                "-keyout", f"{name}.key", "-out", f"{name}.csr")  # fmt: skip
        openssl(folder, "ca", *base, "-batch", "-notext", "-cert", "ca.crt", "-keyfile", "ca.key",
                "-in", f"{name}.csr", "-out", f"{name}.crt", "-extensions", extensions,
                "-startdate", begin, "-enddate", end)  # fmt: skip
    for name in ("own", "intruder", *_SIGNED):
        parts = [(folder / f"{name}.{kind}").read_text() for kind in ("crt", "key")]
        (folder / f"{name}.pem").write_text("".join(parts))
    return Certificates(folder)


LSBLK = "lsblk --json --output NAME,PATH,TYPE,FSTYPE,LABEL"


def blocks(device="/dev/sdb3", *, fstype="vfat", label="ATELIER", whole="ATELIER_MEDIUM") -> dict:
    """What lsblk says of a laptop's own disk and a stick of ours."""
    part = {"path": device, "type": "part", "fstype": fstype, "label": label}
    efi = {"path": "/dev/sdb2", "type": "part", "fstype": "vfat", "label": None}
    stick = {"path": "/dev/sdb", "type": "disk", "fstype": "iso9660", "label": whole}
    own = {"path": "/dev/sda1", "type": "part", "fstype": "vfat", "label": "ATELIER"}
    disk = {"path": "/dev/sda", "type": "disk", "fstype": None, "label": None, "children": [own]}
    return {"blockdevices": [disk, {**stick, "children": [efi, part]}]}


class Stick:
    """A stick that is a folder: mounted, it appears at the mount point, read-only or not."""

    def __init__(self, root: Path) -> None:
        self.root, self.content = root, root / "stick"
        self.content.mkdir()
        self.point = root / "run/atelier/data"
        self.plugged = True
        self.commands: list[list[str]] = []
        self.fails: dict[str, str] = {}

    def __call__(self, args, timeout_s=10, accept=(0,)) -> Completed:
        self.commands.append(list(args))
        if args[0] in self.fails:
            raise Failed(Completed(tuple(args), b"", self.fails[args[0]], 32))
        if args[0] == "lsblk":
            found = blocks() if self.plugged else {"blockdevices": []}
            return Completed(tuple(args), json.dumps(found).encode(), "", 0)
        if args[0] == "mount":
            self.point.rmdir()
            self.point.symlink_to(self.content)
        if args[0] == "umount":
            self.point.unlink()
            self.point.mkdir()
        return Completed(tuple(args), b"", "", 0)

    def put(self, name: str, content: bytes | str) -> Path:
        path = self.content / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    @property
    def host(self) -> Host:
        return Host(root=self.root, run=self)

    @property
    def options(self) -> list[str]:
        return [command[4] for command in self.commands if command[0] == "mount"]


@pytest.fixture
def stick(tmp_path) -> Stick:
    return Stick(tmp_path)

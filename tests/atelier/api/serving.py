"""Images from the application as it runs in earnest, also with the real nginx before it."""

import contextlib
import os
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pytest
import urllib3

from atelier.people.actor import SYSTEM
from atelier.workshop.imaging import catalogue
from tests.bench.server import Certificate, Server
from tests.bench.waiting import until
from tests.factories import make_world
from tests.images import Image

CONFIG = Path(__file__).parents[3] / "config" / "nginx"
_HOST = "atelier.example.org"


@dataclass(frozen=True)
class Served:
    server: Server
    image: Image
    token: str
    #: Of an organisation that has no images.
    other: str
    organisation_id: int

    @property
    def path(self) -> str:
        return f"/api/agent/v1/images/{self.image.sha256}/blocks"


@contextmanager
def served(
    folder: Path,
    image: Image,
    *,
    tls: Certificate | None = None,
    imaging: Mapping[str, str] | None = None,
) -> Iterator[Served]:
    own = {"folder": str(folder / "images"), **(imaging or {})}
    image.store(folder / "images")
    with Server(folder, tls=tls, more={"imaging": own}) as server:
        with server.session() as session:
            world, another = make_world(session), make_world(session, "Another")
            catalogue.add(session, world.organisation.id, image.manifest, by=SYSTEM)
            made = Served(server, image, world.token, another.token, world.organisation.id)
        yield made


def add(served_: Served, image: Image) -> str:
    """One more; where its blocks are."""
    image.store(served_.server.folder / "images")
    with served_.server.session() as session:
        catalogue.add(session, served_.organisation_id, image.manifest, by=SYSTEM)
    return served_.path.replace(served_.image.sha256, image.sha256)


def certificate(folder: Path) -> Certificate:
    """Of its own making, for both the server and a cache."""
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    names = f"subjectAltName=DNS:{_HOST},IP:127.0.0.1"
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"]
    to = ["-out", str(made.certificate), "-keyout", str(made.key)]
    what = ["-subj", f"/CN={_HOST}", "-addext", names]
    subprocess.run(["openssl", "req", "-x509", *kind, *what, *to], check=True, capture_output=True)
    return made


def agent(own: Certificate | None = None) -> urllib3.PoolManager:
    if own is None:
        return urllib3.PoolManager(retries=False, timeout=60)
    trust = ssl.create_default_context(cafile=str(own.certificate))
    return urllib3.PoolManager(retries=False, timeout=60, ssl_context=trust)


def bearer(token: str, **headers: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }


class Counter:
    """A line to the server that counts what comes over it."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.received = 0
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_what: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self._to))
                except OSError:
                    near.close()
                    continue
                for pair, counts in (((near, far), False), ((far, near), True)):
                    threading.Thread(target=self._carry, args=(*pair, counts), daemon=True).start()

    def _carry(self, near: socket.socket, far: socket.socket, counts: bool) -> None:
        with contextlib.suppress(OSError), near:
            while piece := near.recv(2**16):
                if counts:
                    with self._lock:
                        self.received += len(piece)
                far.sendall(piece)
        with contextlib.suppress(OSError):
            far.shutdown(socket.SHUT_RDWR)


@contextmanager
def nginx(folder: Path, config: str, port: int) -> Iterator[None]:
    """The real one, with a file of config/nginx in it; until it listens."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed (see .ci/programs)")
    own = folder / "nginx"
    own.mkdir()
    (own / "part.conf").write_text(config)
    (own / "nginx.conf").write_text(_around(own))
    with (own / "log.txt").open("wb") as log:
        command = [program, "-p", str(own), "-e", str(own / "error.txt"), "-c", "nginx.conf"]
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        until("nginx listens", lambda: _listens(process, own, port), 20)
        yield
    finally:
        process.terminate()
        process.wait()


def replaced(text: str, changes: Mapping[str, str]) -> str:
    """Each of them has to be there."""
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _around(own: Path) -> str:
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {own / kind};" for kind in kinds)
    user = "user root;" if os.geteuid() == 0 else ""
    return (
        f"daemon off; {user} worker_processes 1; pid {own / 'pid'};"
        f" events {{}} http {{ access_log off; {places} include part.conf; }}"
    )


def _listens(process: "subprocess.Popen[bytes]", own: Path, port: int) -> bool:
    if process.poll() is not None:
        raise RuntimeError((own / "log.txt").read_text() + (own / "error.txt").read_text())
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0

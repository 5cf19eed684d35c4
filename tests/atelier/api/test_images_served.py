"""Images from gunicorn as it runs in earnest: by the kernel, and without being in anybody's way."""

import contextlib
import random
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from atelier.db import db
from atelier.edge import settings
from atelier.people.actor import SYSTEM
from atelier.workshop.imaging import catalogue
from tests import images
from tests.atelier.api import serving
from tests.atelier.api.serving import Served, bearer
from tests.factories import World

_STALLED = 60


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    image = images.make(random.Random(1).randbytes(24 * images.MIB))
    with serving.served(tmp_path_factory.mktemp("served"), image) as made:
        yield made


def test_the_kernel_sends_ranges(served: Served, tmp_path: Path) -> None:
    """One sendfile(2) from where the range begins, and no read(2) of the file."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    calls = tmp_path / "calls.txt"
    with _traced(served, calls):
        answer = serving.agent().request(
            "GET",
            served.server.url + served.path,
            headers=bearer(served.token, Range="bytes=1000000-9000000"),
        )
    assert answer.data == served.image.blocks[1_000_000:9_000_001]
    sent = re.findall(
        r"sendfile\(\d+, \d+, \[(\d+)\](?: => \[\d+\])?, \d+\) += (\d+)", calls.read_text()
    )
    assert int(sent[0][0]) == 1_000_000
    assert sum(int(count) for _, count in sent) == 8_000_001


def test_the_same_over_tls(tmp_path: Path) -> None:
    """There a process has to read: only the range, and never all of it at once."""
    own = serving.certificate(tmp_path)
    image = images.make(random.Random(2).randbytes(3 * images.MIB))
    with serving.served(tmp_path, image, tls=own) as made:
        url = f"https://127.0.0.1:{made.server.port}{made.path}"
        for start, end in ((0, 99), (700_000, 2_500_000)):
            told = bearer(made.token, Range=f"bytes={start}-{end}")
            answer = serving.agent(own).request("GET", url, headers=told)
            assert answer.data == image.blocks[start : end + 1]
        assert serving.agent(own).request("GET", url, headers=bearer(made.token)).data == (
            image.blocks
        )


def test_one_connection_serves_many_ranges(served: Served) -> None:
    """Each ends where it should, so that the next answer begins there."""
    http, content = serving.agent(), b""
    for at in range(0, len(served.image.blocks), 2_000_000):
        told = bearer(served.token, Range=f"bytes={at}-{at + 1_999_999}")
        content += http.request("GET", served.server.url + served.path, headers=told).data
    assert content == served.image.blocks
    head = http.request("HEAD", served.server.url + served.path, headers=bearer(served.token))
    assert (head.status, head.headers["Content-Length"]) == (200, str(len(served.image.blocks)))


def test_the_server_answers_beside_many_that_do_not_read(served: Served) -> None:
    """As many as thirty machines that fetch and that wait for news at once, all of them stuck."""
    with ExitStack() as stack:
        for _ in range(_STALLED):
            stack.enter_context(_stalled(served))
        time.sleep(1)
        began = time.monotonic()
        http = serving.agent()
        with ThreadPoolExecutor(4) as pool:
            told = list(pool.map(lambda _: http.request("GET", _health(served)).status, range(20)))
        assert told == [200] * 20
        assert time.monotonic() - began < 10


def test_nothing_of_the_database_is_held_while_it_is_sent(
    app: APIFlask, client: FlaskClient, world: World
) -> None:
    image = images.make(images.some_disk(2 * images.MIB, seed=3))
    image.store(settings().imaging.folder)
    catalogue.add(db.session, world.organisation.id, image.manifest, by=SYSTEM)
    token = world.token
    db.session.commit()
    db.session.close()
    path = f"/api/agent/v1/images/{image.sha256}/blocks"
    with client.get(path, headers=bearer(token)) as answer:
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        assert b"".join(answer.iter_encoded()) == image.blocks


def test_nginx_sends_in_the_servers_name(tmp_path: Path) -> None:
    """By the location in config/nginx/atelier.conf; ranges are nginx's then."""
    image = images.make(random.Random(3).randbytes(3 * images.MIB))
    with serving.served(tmp_path, image, imaging={"accel": "/images-internal/"}) as made:
        port = serving.free_port()
        config = _http_part_of(
            serving.replaced(
                (serving.CONFIG / "atelier.conf").read_text(),
                {
                    "server unix:/run/atelier/http.sock fail_timeout=0;": (
                        f"server 127.0.0.1:{made.server.port};"
                    ),
                    "listen 443 ssl;": f"listen 127.0.0.1:{port};",
                    "/var/lib/atelier/images/": f"{tmp_path / 'images'}/",
                },
            )
        )
        with serving.nginx(tmp_path, config, port):
            url, http = f"http://127.0.0.1:{port}", serving.agent()
            told = bearer(made.token, Range="bytes=700000-2500000")
            answer = http.request("GET", url + made.path, headers=told)
            assert (answer.status, answer.data) == (206, image.blocks[700_000:2_500_001])
            assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
            behind = bearer(made.token, Range=f"bytes={len(image.blocks)}-")
            assert http.request("GET", url + made.path, headers=behind).status == 416
            assert http.request("GET", url + made.path, headers=bearer("no")).status == 401
            straight = f"{url}/images-internal/{image.sha256}/blocks"
            assert http.request("GET", straight).status == 404


def _http_part_of(config: str) -> str:
    """Without TLS, which is not what is looked at here, and without the leading to it."""
    upstream, _, rest = config.partition("server {")
    main = rest.partition("server {")[2]
    gone = re.compile(r"^\s*(?:ssl_\w+ .*|listen \[::\].*)$\n", re.MULTILINE)
    return upstream + "server {" + gone.sub("", main)


def _health(served: Served) -> str:
    return f"{served.server.url}/healthz"


@contextlib.contextmanager
def _stalled(served: Served) -> Iterator[None]:
    """Asks for all of it, and reads nothing."""
    with socket.socket() as near:
        near.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        near.connect(("127.0.0.1", served.server.port))
        asked = f"GET {served.path} HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {served.token}"
        near.sendall(f"{asked}\r\n\r\n".encode())
        yield


@contextlib.contextmanager
def _traced(served: Served, calls: Path) -> Iterator[None]:
    """Every process of the server."""
    assert served.server._process
    parent = served.server._process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    which = [word for child in children for word in ("-p", child)]
    tracer = subprocess.Popen(
        ["strace", "-f", "-e", "trace=sendfile", "-o", calls, *which], stderr=subprocess.PIPE
    )
    assert tracer.stderr
    try:
        said = tracer.stderr.readline()
        if b"attached" not in said:
            pytest.skip(f"strace may not look here: {said.decode(errors='replace').strip()}")
        time.sleep(0.5)
        yield
    finally:
        tracer.terminate()
        tracer.communicate()

"""A cache at a bench (config/nginx/bench-cache.conf), with the real nginx and the real server."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
import urllib3

from tests import images
from tests.atelier.api import serving
from tests.atelier.api.serving import Counter, Served, bearer

#: More than a slice, and not a whole number of them.
_SIZE = 20 * images.MIB
_SLICE = 16 * images.MIB
#: Of answers that say whether a machine may have it, and of what TLS needs.
_WORDS = 60_000


@dataclass(frozen=True)
class Bench:
    served: Served
    counter: Counter
    url: str
    http: urllib3.PoolManager

    def get(
        self, token: str | None = None, path: str = "", **headers: str
    ) -> urllib3.BaseHTTPResponse:
        told = bearer(token or self.served.token, **headers)
        return self.http.request("GET", self.url + (path or self.served.path), headers=told)

    def fetch(self, **headers: str) -> bytes:
        """As an agent does: up to the end of each slice, but not from its beginning."""
        content, size = b"", len(self.served.image.blocks)
        for start, end in ((0, 5000), (5000, _SLICE), (_SLICE, size)):
            answer = self.get(Range=f"bytes={start}-{end - 1}", **headers)
            assert answer.status == 206
            assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/{size}"
            content += answer.data
        return content

    def came(self) -> int:
        """Bytes from the server since this was asked last."""
        before, self.counter.received = self.counter.received, 0
        return before


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("cached")
    image = images.make(random.Random(1).randbytes(_SIZE))
    own = serving.certificate(folder)
    with (
        serving.served(folder, image, tls=own) as served,
        Counter(served.server.port) as counter,
    ):
        port = serving.free_port()
        config = serving.replaced(
            (serving.CONFIG / "bench-cache.conf").read_text(),
            {
                "/var/cache/nginx/atelier": str(folder / "cache"),
                "server atelier.example.org:443;": f"server 127.0.0.1:{counter.port};",
                "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
                "    listen [::]:443 ssl;\n": "",
                "/etc/ssl/atelier/fullchain.pem": str(own.certificate),
                "/etc/ssl/atelier/privkey.pem": str(own.key),
                "/etc/ssl/certs/ca-certificates.crt": str(own.certificate),
            },
        )
        with serving.nginx(folder, config, port):
            yield Bench(served, counter, f"https://127.0.0.1:{port}", serving.agent(own))


def test_the_second_machine_costs_the_server_no_bytes(bench: Bench) -> None:
    size = len(bench.served.image.blocks)
    bench.came()
    assert bench.fetch() == bench.served.image.blocks
    assert size < bench.came() < size + _WORDS
    assert bench.fetch() == bench.served.image.blocks
    assert 0 < bench.came() < _WORDS


def test_the_whole_file_comes_out_of_the_slices(bench: Bench) -> None:
    bench.fetch()
    bench.came()
    assert bench.get().data == bench.served.image.blocks
    assert bench.came() < _WORDS


def test_a_machine_without_the_right_gets_nothing_that_is_kept(bench: Bench) -> None:
    bench.fetch()
    bench.came()
    for token, status in (("atelier_wrong", 401), (bench.served.other, 404)):
        answer = bench.get(token, Range="bytes=0-9")
        assert answer.status == status
        assert answer.json()["error"]["message"]  # the server's own words
    assert bench.came() < _WORDS


def test_an_image_that_is_not_there(bench: Bench) -> None:
    answer = bench.get(path=bench.served.path.replace(bench.served.image.sha256, "0" * 64))
    assert answer.status == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_a_wrong_block_is_fetched_past_what_is_kept(bench: Bench) -> None:
    bench.fetch()
    bench.came()
    assert bench.fetch(Cache_Control="no-cache") == bench.served.image.blocks
    assert bench.came() > len(bench.served.image.blocks)
    assert bench.fetch() == bench.served.image.blocks
    assert bench.came() < _WORDS


def test_a_range_behind_the_end(bench: Bench) -> None:
    size = len(bench.served.image.blocks)
    assert bench.get(Range=f"bytes={size}-").status == 416


def test_all_else_is_the_servers(bench: Bench) -> None:
    assert bench.get(path="/healthz").status == 200
    manifest = bench.get(path=bench.served.path.replace("/blocks", "/manifest"))
    assert manifest.data == bench.served.image.manifest
    assert bench.get("atelier_wrong", path=bench.served.path.replace("blocks", "map")).status == 401


def test_the_inner_address_is_not_for_machines(bench: Bench) -> None:
    assert bench.get(path="/may-have-image").status == 404


def test_machines_that_begin_together_cost_one_download(bench: Bench) -> None:
    """The first to ask fetches a slice; the others wait for that."""
    new = images.make(random.Random(2).randbytes(_SIZE), release="2026.01.06")
    path = serving.add(bench.served, new)
    bench.came()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: bench.get(path=path).data == new.blocks, range(8)))
    assert found == [True] * 8
    assert len(new.blocks) < bench.came() < len(new.blocks) + 8 * _WORDS

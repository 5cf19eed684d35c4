"""A server that announces itself is found by a real browser of DNS-SD, and is gone afterwards."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from zeroconf import IPVersion, ServiceBrowser, ServiceInfo, ServiceListener, Zeroconf

from atelier import announce
from atelier.announce import SERVICE, NotAnnounced, own_addresses, service

pytestmark = pytest.mark.usefixtures("no_loop")

ADDRESS = "https://atelier.example.org:8443"


class Seen(ServiceListener):
    """What is on the network now, by name; what was, and is gone, as None."""

    def __init__(self) -> None:
        self.services: dict[str, ServiceInfo | None] = {}

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self.services[name] = zc.get_service_info(type_, name)

    update_service = add_service

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self.services[name] = None


@pytest.fixture
def network() -> Iterator[Zeroconf]:
    with Zeroconf(interfaces=["127.0.0.1"], ip_version=IPVersion.V4Only) as made:
        yield made


@contextmanager
def looking(seen: Seen) -> Iterator[None]:
    with Zeroconf(interfaces=["127.0.0.1"], ip_version=IPVersion.V4Only) as here:
        browser = ServiceBrowser(here, SERVICE, seen)
        try:
            yield
        finally:
            browser.cancel()


def soon(what: Callable[[], object], within_s: float = 15) -> None:
    until = time.monotonic() + within_s
    while not what():
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.05)


def test_it_is_found_with_its_address_and_says_goodbye(network: Zeroconf) -> None:
    seen, stopped = Seen(), threading.Event()
    described = service(ADDRESS, "Test-atelier", ["127.0.0.1"])
    work = threading.Thread(
        target=announce.announce, args=(network, lambda: described, stopped.wait)
    )
    name = f"Test-atelier.{SERVICE}"
    with looking(seen):
        work.start()
        try:
            soon(lambda: seen.services.get(name))
        finally:
            stopped.set()
            work.join()
        soon(lambda: name in seen.services and seen.services[name] is None)


def test_what_is_said(network: Zeroconf) -> None:
    seen = Seen()
    said = service(ADDRESS, "Het kleine atelier", ["127.0.0.1"])
    network.register_service(said)
    with looking(seen):
        soon(lambda: seen.services.get(said.name))
        found = seen.services[said.name]
    assert found is not None
    assert found.decoded_properties == {"url": ADDRESS, "v": "1", "name": "Het kleine atelier"}
    assert (found.port, found.parsed_addresses()) == (8443, ["127.0.0.1"])


def test_two_servers_of_one_name_are_told_apart(network: Zeroconf) -> None:
    seen, stopped = Seen(), threading.Event()
    with Zeroconf(interfaces=["127.0.0.1"], ip_version=IPVersion.V4Only) as other, looking(seen):
        other.register_service(service("https://192.0.2.1", "Atelier", ["127.0.0.1"]))
        soon(lambda: seen.services)
        described = service(ADDRESS, "Atelier", ["127.0.0.1"])
        work = threading.Thread(
            target=announce.announce, args=(network, lambda: described, stopped.wait)
        )
        work.start()
        try:
            soon(lambda: len(seen.services) == 2)
        finally:
            stopped.set()
            work.join()


def test_another_network_is_told(network: Zeroconf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announce, "_LOOKS_EVERY_S", 0.2)
    seen, stopped = Seen(), threading.Event()
    addresses = ["127.0.0.1"]
    work = threading.Thread(
        target=announce.announce,
        args=(network, lambda: service(ADDRESS, "Verhuisd", addresses), stopped.wait),
    )
    name = f"Verhuisd.{SERVICE}"
    with looking(seen):
        work.start()
        try:
            soon(lambda: seen.services.get(name))
            addresses[:] = ["127.0.0.2"]
            soon(lambda: reached(seen, name) == ["127.0.0.2"])
        finally:
            stopped.set()
            work.join()
        soon(lambda: seen.services[name] is None)


def reached(seen: Seen, name: str) -> list[str]:
    info = seen.services.get(name)
    return info.parsed_addresses() if info else []


@pytest.mark.parametrize(
    "address",
    ["", "http://192.0.2.10", "atelier.example.org", "https://", "https://x/" + "y" * 300],
)
def test_only_what_can_be_trusted_is_announced(address: str) -> None:
    with pytest.raises(NotAnnounced, match=r"site\.address"):
        service(address, "Atelier", ["192.0.2.10"])


def test_without_a_network_there_is_nothing_to_announce() -> None:
    with pytest.raises(NotAnnounced, match="no network"):
        service(ADDRESS, "Atelier", [])


@pytest.mark.parametrize("name", ["é" * 200, "a.b.c", "x" * 63, "Atelier (2)"])
def test_any_name_of_a_workshop_fits(network: Zeroconf, name: str) -> None:
    said = service(ADDRESS, name, ["127.0.0.1"])
    network.register_service(said, allow_name_change=True)
    assert network.get_service_info(SERVICE, said.name)


def test_this_machine_is_not_reached_at_what_only_it_can_use() -> None:
    assert [a for a in own_addresses() if a.startswith(("127.", "169.254."))] == []


SETTINGS = """
[database]
url = "{url}"
[security]
secret_key = "only-for-tests"
[agents]
announce = {announce}
[site]
address = "{address}"
"""


@pytest.fixture
def command(sqlite_template: Path, tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    def start(address: str, announce: str = "true") -> subprocess.Popen[str]:
        config = tmp_path / "atelier.toml"
        url = f"sqlite:///{sqlite_template}"
        config.write_text(SETTINGS.format(url=url, announce=announce, address=address))
        return subprocess.Popen(
            [sys.executable, "-c", "from atelier.cli import main; main()", "announce"],
            env={**os.environ, "ATELIER_CONFIG": str(config), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


@pytest.mark.parametrize(
    ("address", "announce", "words"),
    [
        ("http://192.0.2.10", "true", r"only an https address .* site\.address"),
        ("", "true", r"only an https address"),
        (ADDRESS, "false", r"announce = true"),
    ],
)
def test_the_command_says_what_to_set(
    command: Callable[..., subprocess.Popen[str]], address: str, announce: str, words: str
) -> None:
    with command(address, announce) as running:
        said, error = running.communicate(timeout=60)
    assert (running.returncode, said) == (1, "")
    assert re.search(words, error)
    assert "Traceback" not in error


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_runs_until_it_is_stopped(
    command: Callable[..., subprocess.Popen[str]], number: signal.Signals
) -> None:
    if not own_addresses():
        pytest.skip("this machine is on no network")
    with command(ADDRESS) as running:
        assert running.stdout is not None
        assert running.stdout.readline().startswith(f"Announcing {ADDRESS} as atelier.example.org")
        time.sleep(1)
        running.send_signal(number)
        _said, error = running.communicate(timeout=20)
    assert (running.returncode, error) == (0, "")

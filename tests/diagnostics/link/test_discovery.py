"""Servers found on the network: real announcements on the loopback interface."""

from collections.abc import Iterator

import pytest
import zeroconf

from diagnostics.link import discovery
from diagnostics.link.discovery import Found, look, sensible

LOOP = ["127.0.0.1"]
pytestmark = pytest.mark.usefixtures("no_loop")


@pytest.fixture
def announce() -> Iterator:
    try:
        network = zeroconf.Zeroconf(LOOP)
    except OSError as error:
        pytest.skip(f"no multicast here: {error}")

    def say(name: str, properties: dict) -> None:
        info = zeroconf.ServiceInfo(
            discovery.SERVICE,
            f"{name}.{discovery.SERVICE}",
            port=443,
            server="made-up.local.",
            properties=properties,
            parsed_addresses=["192.0.2.7"],
        )
        network.register_service(info)

    yield say
    network.unregister_all_services()
    network.close()


def test_a_server_that_announces_itself_is_found(announce) -> None:
    announce("Werkplaats", {"url": "https://192.0.2.7:8443/", "v": "1", "name": "De Werkplaats"})
    assert look(5, LOOP) == (Found("De Werkplaats", "https://192.0.2.7:8443"),)


def test_several_are_all_named_and_nonsense_is_not(announce) -> None:
    announce("Tweede", {"url": "https://b.example"})
    announce("Plain", {"url": "http://c.example"})
    announce("Bare", {})
    found = look(5, LOOP)
    assert found == (
        Found("Bare", "https://192.0.2.7:443"),
        Found("Tweede", "https://b.example"),
    )


def test_nobody_there_is_nothing_found() -> None:
    assert look(0.2, LOOP) == ()


def test_no_network_is_nothing_found(monkeypatch) -> None:
    def none(_interfaces) -> None:
        raise OSError(19, "No such device")

    monkeypatch.setattr(zeroconf, "Zeroconf", none)
    assert look(0.2) == ()


@pytest.mark.parametrize(
    "url",
    [
        "https://server",
        "https://atelier.local:8443",
        "https://192.0.2.7/below",
        "https://[2001:db8::1]:443",
    ],
)
def test_sensible(url: str) -> None:
    assert sensible(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://server",
        "https://",
        "https://user:secret@server",
        "https://server?x=1",
        "https://server#x",
        "https://ser ver",
        "https://server\x1b[2J",
        "https://ser\u0441er",
        "https://server:99999",
        "https://-server",
        "javascript:alert(1)",
        "file:///etc/passwd",
    ],
)
def test_not_sensible(url: str) -> None:
    assert not sensible(url)


def test_a_name_cannot_move_the_cursor() -> None:
    info = zeroconf.ServiceInfo(
        discovery.SERVICE,
        f"x.{discovery.SERVICE}",
        properties={b"url": b"https://a.example", b"name": b"\x1b[2J" + b"x" * 200},
    )
    found = discovery.understand(info)
    assert found is not None
    assert "\x1b" not in found.name
    assert len(found.name) <= 60

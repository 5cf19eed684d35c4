"""When it tries, how long, and what it leaves on the machine."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from diagnostics.first_boot import collecting, forgetting, placed, program, sending
from diagnostics.probes.host import Host
from diagnostics.wire import encode
from tests.diagnostics.conftest import MakeHost
from tests.diagnostics.first_boot import starts

ROUTE = "Iface\tDestination\tGateway\neth0\t00000000\t0102000A\n"
NO_ROUTE = "Iface\tDestination\tGateway\n"
BORROWERS = "home/a-borrower/letter.txt"


@pytest.fixture
def installed(make_host: MakeHost) -> Host:
    return make_host(
        {
            placed.SETTINGS: encode(starts.settings()),
            placed.PROGRAM: b"a program",
            placed.UNIT_PATH: placed.UNIT,
            placed.WANTED: Path(placed.UNIT_PATH + ".there"),
            "proc/net/route": ROUTE,
            BORROWERS: "dear",
            "etc/systemd/system/multi-user.target.wants/other.service": "",
        },
        {"systemctl --no-block daemon-reload": (0, "")},
    )


class Server:
    """Plays outcomes one after another, the last one again and again."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *outcomes: sending.Outcome) -> None:
        self.asked = 0
        self._outcomes = outcomes
        monkeypatch.setattr(sending, "send", self._send)
        monkeypatch.setattr(collecting, "collect", self._collect)
        self.collected = 0

    def _send(self, *_: Any) -> tuple[sending.Outcome, str]:
        self.asked += 1
        return self._outcomes[min(self.asked, len(self._outcomes)) - 1], "status 500"

    def _collect(self, *_: Any) -> Any:
        self.collected += 1
        return starts.first_boot()


def left(host: Host) -> list[str]:
    names = [placed.SETTINGS, placed.PROGRAM, placed.FOLDER, placed.UNIT_PATH, placed.WANTED]
    return [name for name in names if host.path(name).exists() or host.path(name).is_symlink()]


def run(host: Host, tries: int = 3) -> tuple[sending.Outcome, str]:
    pauses: Iterator[float] = iter([0.0] * tries)
    return program.tell(host, starts.settings(), pauses, lambda _: None)


def test_taken_at_the_third_try(installed: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(monkeypatch, "later", "later", "taken")
    assert run(installed)[0] == "taken"
    assert server.asked == 3
    assert server.collected == 1, "the same telling each time"


def test_it_gives_up_for_this_start(installed: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(monkeypatch, "later")
    assert run(installed, tries=4) == ("later", "status 500")
    assert server.asked == 4


def test_without_a_network_nothing_is_tried(
    installed: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed.path("proc/net/route").write_text(NO_ROUTE)
    server = Server(monkeypatch, "taken")
    assert run(installed) == ("later", "no network")
    assert (server.asked, server.collected) == (0, 0)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("0" * 32 + " 00 " + "0" * 32 + " 00 " + "fe80" + "0" * 28 + " 0 0 0 1 eth0", True),
        ("fe80" + "0" * 28 + " 40 " + "0" * 32 + " 00 " + "0" * 32 + " 0 0 0 1 eth0", False),
        ("ff00" + "0" * 28 + " 08 " + "0" * 32 + " 00 " + "0" * 32 + " 0 0 0 1 eth0", False),
        ("0" * 32 + " 00 " + "0" * 32 + " 00 " + "0" * 32 + " 0 0 0 1 lo", False),
    ],
)
def test_a_network_of_the_newer_protocol_alone(
    make_host: MakeHost, line: str, expected: bool
) -> None:
    host = make_host({"proc/net/route": NO_ROUTE, "proc/net/ipv6_route": line + "\n"})
    assert program.has_route(host) is expected


@pytest.mark.parametrize("outcome", ["taken", "unknown"])
def test_then_it_forgets(
    installed: Host,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    outcome: sending.Outcome,
) -> None:
    Server(monkeypatch, outcome)
    monkeypatch.setattr(program, "Host", lambda root: installed)
    assert program.main(str(installed.root)) == 0
    assert left(installed) == []
    assert installed.read(BORROWERS) == "dear"
    assert installed.exists("etc/systemd/system/multi-user.target.wants/other.service")
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert "127.0.0.1" not in said


def test_else_all_of_it_stays_for_the_next_start(
    installed: Host, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Server(monkeypatch, "later")
    monkeypatch.setattr(program, "Host", lambda root: installed)
    monkeypatch.setattr(program, "growing_pauses", lambda: iter([0.0]))
    assert program.main(str(installed.root)) == 0
    assert len(left(installed)) == 5
    assert "bij de volgende start" in capsys.readouterr().out


def test_a_server_that_is_never_reached_is_forgotten_in_the_end(
    installed: Host, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A borrower's machine does not try to tell the workshop something for years."""
    server = Server(monkeypatch, "later")
    monkeypatch.setattr(program, "Host", lambda root: installed)
    monkeypatch.setattr(program, "growing_pauses", lambda: iter([0.0]))
    for _ in range(program.MOST_STARTS):
        assert program.main(str(installed.root)) == 0
        assert len(left(installed)) == 5
    assert program.main(str(installed.root)) == 0
    assert left(installed) == []
    assert server.asked == program.MOST_STARTS
    assert "te vaak" in capsys.readouterr().out.splitlines()[-1]


def test_a_disk_that_takes_no_writes_tells_all_the_same(
    installed: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed.path(placed.STARTS).mkdir()
    Server(monkeypatch, "taken")
    monkeypatch.setattr(program, "Host", lambda root: installed)
    assert program.main(str(installed.root)) == 0
    assert left(installed) == []


def test_what_cannot_be_read_is_said(
    installed: Host, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    installed.path(placed.SETTINGS).write_text("{}")
    monkeypatch.setattr(program, "Host", lambda root: installed)
    assert program.main(str(installed.root)) == 1
    assert "kan niet gelezen worden" in capsys.readouterr().out


def test_the_key_goes_first_and_all_else_is_tried(
    installed: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = forgetting._delete

    def refuse_the_unit(host: Host, relative: str) -> None:
        if relative == placed.UNIT_PATH:
            raise OSError("read-only")
        real(host, relative)

    monkeypatch.setattr(forgetting, "_delete", refuse_the_unit)
    with pytest.raises(OSError, match="read-only"):
        forgetting.forget(replace(installed))
    assert left(installed) == [placed.UNIT_PATH]


def test_pauses_grow_and_end(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(program.time, "monotonic", lambda: clock[0])
    pauses = []
    for pause in program.growing_pauses():
        pauses.append(pause)
        clock[0] += pause
    assert pauses == sorted(pauses)
    assert pauses[0] == 2
    assert pauses[-1] == 60
    assert 1800 <= sum(pauses) < 1900

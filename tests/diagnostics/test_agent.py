"""The command as a person gives it: measured by real probes on a made-up machine."""

import io
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from diagnostics import agent, files, uplink
from diagnostics.__main__ import main
from diagnostics.agent import Orders, WrongOrders
from diagnostics.measure import clock_sure, measure, started_from
from diagnostics.report import Report

SENT = uplink.Answer("new", "4217 0385 61", None, "Wissen", "Wis de schijf")


@pytest.fixture(autouse=True)
def nothing_waits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """On this machine reports of its own may wait: they are no business of a test's."""
    monkeypatch.setattr(files, "kept_in", lambda: [tmp_path / "nothing-here"])


@pytest.fixture
def report(make_host: Any) -> Report:
    files = {
        "sys/class/dmi/id/sys_vendor": "Voorbeeld",
        "sys/class/dmi/id/product_name": "Boek \x1b[2J14",
        "proc/meminfo": "MemTotal: 8000000 kB",
    }
    return measure(make_host(files, is_root=False))


class Run:
    """One run of the agent, with what it wrote on the screen."""

    def __init__(self, report: Report, send: Any = None) -> None:
        self.report = report
        self.sent: list[tuple[bytes, str, str]] = []
        self.outcome = send
        self.screen = io.StringIO()

    def send(self, content: bytes, url: str, token: str) -> uplink.Answer:
        self.sent.append((content, url, token))
        if isinstance(self.outcome, Exception):
            raise self.outcome
        assert isinstance(self.outcome, uplink.Answer)
        return self.outcome

    def __call__(self, **orders: Any) -> int:
        console = Console(file=self.screen, width=80)
        return agent.run(Orders(**orders), lambda: self.report, self.send, console)

    @property
    def text(self) -> str:
        return self.screen.getvalue()


@pytest.fixture
def token(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text("secret-token\n")
    return path


def test_a_machine_that_answers_little_still_gives_a_whole_report(report: Report) -> None:
    assert report.system.maker == "Voorbeeld"
    assert report.memory.total_bytes == 8_000_000 * 1024
    assert report.agent.root is False
    assert report.windows11.possible is None
    assert {problem.kind for problem in report.problems} >= {"needs_root"}
    assert set(report.timings_s) == {
        "disks", "system", "cpu", "memory", "batteries",
        "screens", "gpus", "network", "peripherals", "firmware",
    }  # fmt: skip
    assert report.made_at[-6] in "+-"


def test_two_reports_never_share_an_id(make_host: Any) -> None:
    assert measure(make_host(), ()).id != measure(make_host(), ()).id


@pytest.mark.parametrize(
    ("cmdline", "origin"),
    [
        ("BOOT_IMAGE=/vmlinuz root=/dev/sda2 quiet", "installed"),
        ("boot=atelier quiet loglevel=2", "medium"),
        ("boot=atelier ip=dhcp atelier.fetch=http://server/system", "network"),
        ("", "installed"),
    ],
)
def test_started_from(cmdline: str, origin: str) -> None:
    assert started_from(cmdline) == origin


BUILT = {"etc/atelier/built": "2026-06-01T10:00:00+00:00\n"}
UP = {"proc/uptime": "600.25 1100.00\n"}


@pytest.mark.parametrize(
    ("files", "clock", "sure"),
    [
        (BUILT | UP, "2026-11-21T12:00:00+00:00", True),
        # The battery is dead: systemd lifted 2009 to the day of the medium, ten minutes ago.
        (BUILT | UP, "2026-06-01T10:10:03+00:00", False),
        (BUILT | UP, "2026-06-01T09:00:00+00:00", False),
        (BUILT | UP, "2026-06-01T10:13:00+00:00", True),
        (BUILT, "2026-11-21T12:00:00+00:00", None),
        (UP, "2026-11-21T12:00:00+00:00", None),
    ],
)
def test_whether_the_clock_can_be_relied_on(
    make_host: Any, files: dict[str, str], clock: str, sure: bool | None
) -> None:
    assert clock_sure(make_host(files), datetime.fromisoformat(clock)) is sure


def test_the_report_says_so(make_host: Any) -> None:
    assert measure(make_host(BUILT | {"proc/uptime": "1e10 0"}), ()).agent.clock_sure is False


def test_the_report_goes_to_a_file_whole(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    assert Run(report)(output=path) == 0
    assert json.loads(path.read_text())["id"] == report.id
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".report")] == []


def test_a_file_that_cannot_be_written_is_said_and_counted(report: Report, tmp_path: Path) -> None:
    run = Run(report)
    assert run(output=tmp_path / "absent" / "report.json") == 1
    assert "Het verslag kon niet naar" in run.text


def test_print_gives_json_on_standard_output(
    report: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    assert Run(report)(print_json=True) == 0
    assert json.loads(capsys.readouterr().out)["contract"] == "atelier.report"


def test_a_sent_report_shows_its_tag_and_the_next_step(report: Report, token: Path) -> None:
    run = Run(report, SENT)
    assert run(send_to="http://server", token_file=token) == 0
    ((content, url, used),) = run.sent
    assert (json.loads(content)["id"], url, used) == (report.id, "http://server", "secret-token")
    assert "4217 0385 61" in run.text
    assert "Wis de schijf" in run.text
    assert "secret-token" not in run.text


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (uplink.NoConnection("no route"), "Geen verbinding."),
        (uplink.Refused("wrong", "bad", "version", "1"), "De server neemt het verslag niet aan."),
    ],
)
def test_a_report_that_is_not_taken_is_kept(
    report: Report, token: Path, tmp_path: Path, error: Exception, shown: str
) -> None:
    run, spool = Run(report, error), tmp_path / "new" / "spool"
    assert run(send_to="http://server", token_file=token, spool=spool) == 1
    (kept,) = spool.iterdir()
    assert json.loads(kept.read_bytes())["id"] == report.id
    assert shown in run.text
    assert kept.name in run.text.replace("\n", "").replace(" ", "")


def test_what_waited_is_sent_first(report: Report, token: Path, tmp_path: Path) -> None:
    kept = files.keep(b'{"id": "earlier"}', "earlier", tmp_path / "spool")
    run = Run(report, SENT)
    assert run(send_to="http://server", token_file=token, spool=tmp_path / "spool") == 0
    assert [json.loads(content)["id"] for content, _, _ in run.sent] == ["earlier", report.id]
    assert not kept.exists()
    assert "1 bewaarde verslagen zijn verzonden." in run.text


def test_where_nothing_is_reached_one_try_is_enough(
    report: Report, token: Path, tmp_path: Path
) -> None:
    files.keep(b"{}", "earlier", tmp_path / "spool")
    run = Run(report, uplink.NoConnection("no route"))
    assert run(send_to="http://server", token_file=token, spool=tmp_path / "spool") == 1
    assert len(run.sent) == 1
    assert len(list((tmp_path / "spool").iterdir())) == 2


def test_a_report_that_can_be_kept_nowhere_is_said(
    report: Report, token: Path, tmp_path: Path
) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("")
    run = Run(report, uplink.NoConnection("no route"))
    assert run(send_to="http://server", token_file=token, spool=blocker / "spool") == 1
    assert "kon niet bewaard worden" in run.text


def test_an_unsent_report_finds_a_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("")
    monkeypatch.setattr(files, "kept_in", lambda: [blocker / "no", tmp_path / "yes"])
    assert files.keep(b"{}", "1").parent == tmp_path / "yes"


def test_a_write_that_fails_leaves_the_old_file_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.write(path, b"new")
    assert [(entry.name, entry.read_bytes()) for entry in tmp_path.iterdir()] == [
        ("report.json", b"old")
    ]


@pytest.mark.parametrize("content", ["", "\n", "two\nlines", "né"])
def test_without_a_usable_token_nothing_is_measured(
    report: Report, token: Path, content: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ATELIER_TOKEN", raising=False)
    token.write_text(content, "utf-8")
    with pytest.raises(WrongOrders):
        Run(report)(send_to="http://server", token_file=token)


def test_the_token_may_come_from_the_environment(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATELIER_TOKEN", "from-outside")
    run = Run(report, SENT)
    assert run(send_to="http://server") == 0
    assert run.sent[0][2] == "from-outside"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--send", "nonsense"],
        ["--send", "http://server"],
        ["--send", "http://server", "--token-file", "/nonexistent"],
        ["--token", "secret"],
        ["--language", "de"],
        ["parse"],
        ["parse", "nonsense", "file"],
    ],
)
def test_wrong_orders_end_with_2_and_a_reason(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ATELIER_TOKEN", raising=False)
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "error:" in capsys.readouterr().err


def test_parse_goes_to_the_parsers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recording = tmp_path / "recording"
    recording.write_text("Handle 0x0001, DMI type 1, 27 bytes\nS\n\tManufacturer: Voorbeeld\n")
    assert main(["parse", "dmidecode", str(recording), str(tmp_path / "absent")]) == 1
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["result"]["system"]["maker"] == "Voorbeeld"
    assert "error" in second


def test_what_turns_while_measuring_shows_on_a_bare_console(report: Report) -> None:
    """The console of Linux has no Braille, of which rich's own spinner is made."""
    screen = io.StringIO()
    console = Console(file=screen, width=80, force_terminal=True)
    agent.run(Orders(), lambda: report, console=console)
    assert "Even wachten" in screen.getvalue()
    assert not any("\u2800" <= letter <= "\u28ff" for letter in screen.getvalue())

"""``atelier-agent order``: by hand, without a server."""

import json
import signal
import threading
from pathlib import Path

import pytest

from diagnostics.orders import command, keeper
from diagnostics.orders.executors.self_test import following
from diagnostics.orders.outcome import Failure, Outcome
from diagnostics.orders.work import Work
from tests.diagnostics.orders.doubles import FAST, disk
from tests.diagnostics.orders.drives import BAD_READ, AtaDisk, TestingBox


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestingBox:
    for name in ("SOON_S", "LATER_S", "LOG_S"):
        monkeypatch.setattr(following, name, 0.02)
    made = TestingBox(tmp_path, disks={"sda": disk(1), "sdb": disk(2)})
    made.drive = AtaDisk()
    return made


def test_it_prints_progress_and_the_last_word(
    box: TestingBox, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["self_test", "--disk", "sda"], box.host(), FAST) == 0
    said = capsys.readouterr()
    assert said.err.startswith("accepted\nrunning")
    assert json.loads(said.out)["result"]["passed"] is True
    assert "-t short" in box.drive.calls


def test_a_bad_disk_is_a_failure(box: TestingBox, capsys: pytest.CaptureFixture[str]) -> None:
    box.drive = AtaDisk(ends_with=BAD_READ)
    arguments = ["self_test", "--disk", "sda", "--length", "long"]
    assert command.main(arguments, box.host(), FAST) == 1
    assert json.loads(capsys.readouterr().out)["reason"] == "wrong"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--disk", "sdx"], "There is no disk sdx. Here are: sda, sdb."),
        ([], "Say which disk, with --disk. Here are: sda, sdb."),
    ],
)
def test_a_disk_that_is_not_there(
    box: TestingBox, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["self_test", *arguments], box.host(), FAST) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["reboot"], ["stress", "--seconds", "many"]])
def test_wrongly_asked(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        command.main(arguments)
    assert caught.value.code == 2
    assert "usage: atelier-agent order" in capsys.readouterr().err


def test_the_person_stops_it(
    box: TestingBox,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    class Endless:
        SENTENCE = ""

        def run(self, work: Work) -> Outcome:
            work.progress(0.5)
            while True:
                work.sleep(0.01)

        def resume(self, work: Work) -> Outcome:
            raise Failure("interrupted", "not resumed")

    monkeypatch.setitem(keeper.EXECUTORS, "stress", Endless())  # type: ignore[arg-type]
    # As at a terminal; what is started in the background is told to ignore it.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    main = threading.main_thread().ident or 0
    threading.Timer(0.3, signal.pthread_kill, [main, signal.SIGINT]).start()
    assert command.main(["stress"], box.host(), FAST) == 130
    assert json.loads(capsys.readouterr().out)["reason"] == "stopped"

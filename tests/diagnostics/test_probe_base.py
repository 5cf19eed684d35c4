"""One probe that fails, hangs or lacks its tool never stops the rest."""

import threading
import time
from typing import Any

import pytest

from diagnostics.probes.base import Host, Subsystem, gather
from diagnostics.report import Problem
from diagnostics.run import MissingTool, run


class MadeUp:
    """A probe with any behaviour."""

    def __init__(self, name: str, collect: Any) -> None:
        self.NAME = name
        self._collect = collect

    def collect(self, host: Host) -> Any:
        return self._collect(host)

    def parse(self, raw: Any) -> Any:
        return ("parsed", raw)


def raising(error: Exception) -> Any:
    def collect(_: Host) -> None:
        raise error

    return collect


def test_each_outcome_stands_alone() -> None:
    never = threading.Event()
    subsystems = (
        Subsystem(MadeUp("good", lambda _: 1), ()),
        Subsystem(MadeUp("broken", raising(ValueError("bad byte"))), ("broken.facts",)),
        Subsystem(MadeUp("hanging", lambda _: never.wait(30)), ("hanging.facts",), limit_s=0.3),
        Subsystem(MadeUp("toolless", raising(MissingTool("frob"))), ("toolless.facts",)),
        Subsystem(MadeUp("forbidden", raising(PermissionError("no"))), ()),
    )
    began = time.monotonic()
    outcomes = {outcome.name: outcome for outcome in gather(subsystems, Host())}
    never.set()
    assert time.monotonic() - began < 2
    assert outcomes["good"].value == ("parsed", 1)
    assert outcomes["good"].problems == ()
    kinds = {name: [p.kind for p in outcome.problems] for name, outcome in outcomes.items()}
    assert kinds == {
        "good": [],
        "broken": ["failed"],
        "hanging": ["timeout"],
        "toolless": ["missing_tool"],
        "forbidden": ["needs_root"],
    }
    assert outcomes["hanging"].problems[0].facts == ("hanging.facts",)
    assert outcomes["broken"].problems[0].message == "bad byte"


def test_a_probe_may_tell_a_part_and_still_answer() -> None:
    part = Problem(subsystem="partly", kind="needs_root", message="no serial", facts=("x.serial",))

    def collect(host: Host) -> str:
        host.problem(part)
        return "the rest"

    (outcome,) = gather([Subsystem(MadeUp("partly", collect), ())], Host())
    assert outcome.value == ("parsed", "the rest")
    assert outcome.problems == (part,)


def test_an_answer_that_several_share_is_asked_once() -> None:
    asked: list[int] = []

    def ask() -> int:
        time.sleep(0.05)
        asked.append(1)
        return 7

    probes = [Subsystem(MadeUp(f"p{i}", lambda h: h.once("key", ask)), ()) for i in range(6)]
    assert [o.value for o in gather(probes, Host())] == [("parsed", 7)] * 6
    assert asked == [1]


def test_the_host_reads_below_its_root(make_host: Any) -> None:
    host = make_host({"sys/a/text": "  word\n", "sys/a/hex": "0x10\n", "sys/a/bad": "ten"})
    assert host.read("sys/a/text") == "word"
    assert host.read("/sys/a/text") == "word"
    assert host.read_int("sys/a/hex") == 16
    assert host.read_int("sys/a/bad") is None
    assert host.read("sys/a/absent") is None
    assert host.names("sys/a") == ("bad", "hex", "text")
    assert host.names("sys/b") == ()


@pytest.mark.parametrize("relative", ["sys/a/absent", "sys/a"])
def test_what_is_not_a_file_reads_as_nothing(make_host: Any, relative: str) -> None:
    assert make_host({"sys/a/text": "word"}).read(relative) is None


def test_an_unrecorded_command_fails_the_test_that_runs_it() -> None:
    with pytest.raises(BaseException, match="this command is not recorded") as caught:
        run(["true"])
    assert not isinstance(caught.value, Exception)

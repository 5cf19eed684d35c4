"""A job with real commands: kept as they were run, whatever became of them."""

import pytest

from diagnostics.erasure.methods import Job, NotDone
from diagnostics.probes.host import Host
from diagnostics.report import Disk
from diagnostics.run import TimedOut

pytestmark = pytest.mark.usefixtures("real_commands")


@pytest.fixture
def job(monkeypatch):
    monkeypatch.setattr("diagnostics.erasure.methods.job.LOOK_S", 0.05)
    return Job(Host(), Disk(name="sda"), lambda *_: None, lambda: None)


def test_what_it_said_and_its_status_are_kept(job):
    completed = job.run("sh", "-c", "echo out; echo err >&2; exit 3")
    (kept,) = job.commands
    assert (completed.status, kept.status, kept.said) == (3, 3, "out err")
    assert kept.args == ("sh", "-c", "echo out; echo err >&2; exit 3")
    assert kept.duration_s is not None


def test_only_the_end_of_it_and_nothing_that_cannot_be_printed(job):
    job.run("printf", "\\033[1m%s", "x" * 500)
    assert job.commands[0].said == "x" * 200
    job.run("printf", "\\001a")
    assert job.commands[1].said == ".a"


def test_a_question_asked_again_stands_once(job):
    for _ in range(3):
        job.run("true")
    job.run("false")
    job.run("true")
    assert [command.args for command in job.commands] == [("true",), ("false",), ("true",)]


def test_work_is_waited_for_and_told_of(job):
    told = []
    job.progress = lambda *given: told.append(given[0])
    completed = job.work("sh", "-c", "sleep 0.3; echo done", timeout_s=10, expected_s=0.5)
    assert (completed.status, completed.text) == (0, "done\n")
    assert told == sorted(told)
    assert told
    (kept,) = job.commands
    assert (kept.status, kept.said) == (0, "done")
    assert kept.duration_s >= 0.3


def test_work_that_does_not_end(job):
    with pytest.raises(TimedOut):
        job.work("sleep", "2", timeout_s=0.2)
    assert job.commands[0].status is None


def test_a_tool_that_is_not_there(job):
    with pytest.raises(NotDone, match="not installed") as caught:
        job.work("no-such-tool-anywhere", timeout_s=1)
    assert caught.value.reason == "missing_tool"

"""Real commands: what ``run.start`` promises of a command that goes on for a while."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from diagnostics import run as run_module
from diagnostics.run import Failed, MissingTool, start
from tests.diagnostics.test_run import _is_gone

pytestmark = pytest.mark.usefixtures("real_commands")


def test_its_output_is_read_while_it_runs() -> None:
    running = start(["sh", "-c", "echo one; sleep 0.4; echo two; echo bad >&2; exit 3"])
    assert running.read(5) == b"one\n"
    assert running.wait() is None
    assert running.read() is None
    assert running.read(5) == b"two\n"
    assert running.read(5) == b""
    done = running.wait(5)
    assert done is not None
    assert (done.status, done.stdout, done.stderr) == (3, b"", "bad\n")


def test_what_nobody_read_comes_with_the_end() -> None:
    done = start(["echo", "$HOME; ls *"]).wait(5)
    assert done is not None
    assert done.text == "$HOME; ls *\n"


def test_the_locale_is_c(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "nl_BE.UTF-8")
    done = start(["sh", "-c", "echo $LC_ALL"]).wait(5)
    assert done is not None
    assert done.text == "C\n"


def test_more_output_than_is_kept_loses_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "LARGEST_UNREAD", 1000)
    done = start(["sh", "-c", "yes begin | head -n 30000; echo end"]).wait(10)
    assert done is not None
    assert len(done.stdout) == 1000
    assert done.stdout.endswith(b"begin\nend\n")


def test_a_missing_tool_is_named() -> None:
    with pytest.raises(MissingTool, match="no-such-tool is not installed"):
        start(["no-such-tool"])


def test_what_cannot_start_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "_ending_with_us", list)
    tool = tmp_path / "nonsense"
    tool.write_bytes(b"\x7fELF")
    tool.chmod(0o755)
    with pytest.raises(Failed):
        start([str(tool)])


def test_stopping_ends_the_grandchildren_too(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    running = start(["sh", "-c", f"trap '' TERM; sleep 60 & echo $! > {pid_file}; echo; wait"])
    assert running.read(5) == b"\n"
    began = time.monotonic()
    running.stop()
    assert time.monotonic() - began < 2
    assert _is_gone(int(pid_file.read_text()))
    done = running.wait(1)
    assert done is not None
    assert done.status == -signal.SIGKILL


def test_a_command_may_end_in_good_order_when_it_is_stopped() -> None:
    running = start(["sh", "-c", "trap 'echo bye; exit 7' TERM; echo; while :; do sleep 0.1; done"])
    assert running.read(5) == b"\n"
    running.stop(grace_s=5)
    done = running.wait(1)
    assert done is not None
    assert (done.status, done.text) == (7, "bye\n")


def test_stopping_what_has_ended_signals_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    running = start(["true"])
    assert running.wait(5)
    signalled: list[int] = []
    monkeypatch.setattr(os, "killpg", lambda pid, _number: signalled.append(pid))
    running.stop()
    assert signalled == []


def test_what_cannot_be_killed_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stands for a process in state D: the signal is sent, and nothing dies."""
    unkilled: list[int] = []
    monkeypatch.setattr(os, "killpg", lambda pid, _signal: unkilled.append(pid))
    running = start(["sleep", "5"])
    began = time.monotonic()
    running.stop()
    assert time.monotonic() - began < 2
    assert running.wait() is None
    monkeypatch.undo()
    os.kill(unkilled[0], signal.SIGKILL)


def test_a_pipe_held_open_by_an_escaped_child_does_not_hold_us() -> None:
    began = time.monotonic()
    assert start(["sh", "-c", "setsid -f sleep 4"]).wait(2)
    assert time.monotonic() - began < 2


def test_it_goes_on_when_the_thread_that_started_it_ends() -> None:
    found = []
    thread = threading.Thread(target=lambda: found.append(start(["sleep", "30"])))
    thread.start()
    thread.join()
    assert found[0].wait(0.5) is None
    found[0].stop()


def test_it_ends_when_the_agent_is_killed() -> None:
    code = "from diagnostics.run import start; r = start(['sleep', '60']); import time; "
    code += "print(r._process.pid, flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as agent:
        assert agent.stdout
        child = int(agent.stdout.readline())
        _wait_until_it_runs(child, "sleep")
        agent.kill()
    assert _is_gone(child)


def _wait_until_it_runs(pid: int, name: str) -> None:
    """Past setpriv, which is what asks to be killed along and then makes way for the tool."""
    end = time.monotonic() + 5
    while Path(f"/proc/{pid}/comm").read_text().strip() != name:
        assert time.monotonic() < end
        time.sleep(0.005)

"""Real commands: what ``run`` promises about time, processes and errors."""

import os
import time
from pathlib import Path

import pytest

from diagnostics import run as run_module
from diagnostics.run import Failed, MissingTool, TimedOut, run

pytestmark = pytest.mark.usefixtures("real_commands")


def test_a_command_answers_with_output_errors_and_status() -> None:
    done = run(["sh", "-c", "echo out; echo err >&2; exit 3"], accept=(3,))
    assert (done.stdout, done.stderr, done.status) == (b"out\n", "err\n", 3)


def test_the_locale_is_c(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "nl_BE.UTF-8")
    assert run(["sh", "-c", "echo $LC_ALL"]).text == "C\n"


def test_no_shell_reads_the_arguments() -> None:
    assert run(["echo", "$HOME; ls *"]).text == "$HOME; ls *\n"


def test_a_predicate_may_judge_the_status() -> None:
    assert run(["sh", "-c", "exit 68"], accept=lambda status: not status & 3).status == 68
    with pytest.raises(Failed):
        run(["sh", "-c", "exit 2"], accept=lambda status: not status & 3)


def test_a_refused_status_carries_what_the_tool_said() -> None:
    with pytest.raises(Failed, match="sh ended with status 2: no such disk") as caught:
        run(["sh", "-c", "echo no such disk >&2; exit 2"])
    assert caught.value.completed.status == 2


def test_a_missing_tool_is_named() -> None:
    with pytest.raises(MissingTool, match="no-such-tool is not installed"):
        run(["no-such-tool"])


def test_root_tools_are_found_with_a_user_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tool = tmp_path / "atelier-test-tool"
    tool.write_text("#!/bin/sh\necho found\n")
    tool.chmod(0o755)
    monkeypatch.setattr(run_module, "SYSTEM_FOLDERS", (str(tmp_path),))
    assert run(["atelier-test-tool"]).text == "found\n"


def test_something_that_cannot_start_is_a_failure(tmp_path: Path) -> None:
    tool = tmp_path / "nonsense"
    tool.write_bytes(b"\x7fELF")
    tool.chmod(0o755)
    with pytest.raises(Failed):
        run([str(tool)])


def test_the_time_limit_ends_the_grandchildren_too(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    began = time.monotonic()
    with pytest.raises(TimedOut, match=r"gave no answer within 0\.5 s"):
        run(["sh", "-c", f"sleep 60 & echo $! > {pid_file}; wait"], timeout_s=0.5)
    assert time.monotonic() - began < 3
    assert _is_gone(int(pid_file.read_text()))


def test_what_cannot_be_killed_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stands for a process in state D: the signal is sent, and nothing dies."""
    unkilled: list[int] = []
    monkeypatch.setattr(os, "killpg", lambda pid, _signal: unkilled.append(pid))
    began = time.monotonic()
    with pytest.raises(TimedOut):
        run(["sleep", "4"], timeout_s=0.2)
    assert time.monotonic() - began < 2
    monkeypatch.undo()
    assert len(unkilled) == 1
    os.kill(unkilled[0], 9)


def test_a_pipe_held_open_by_an_escaped_child_does_not_hold_us() -> None:
    began = time.monotonic()
    with pytest.raises(TimedOut):
        run(["setsid", "-f", "sleep", "4"], timeout_s=0.3)
    assert time.monotonic() - began < 2


def _is_gone(pid: int) -> bool:
    for _ in range(50):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False

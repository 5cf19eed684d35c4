"""The only caller of subprocess: a command, a time limit, and an honest answer.

A donated machine may have a disk that never answers. The process that asked it then sleeps where
no signal reaches it (state D), so a time limit that waits for the process to die is no limit at
all: here such a process is left behind and the caller goes on.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

#: Root's tools stand where an ordinary user's PATH does not look.
SYSTEM_FOLDERS = ("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin")
#: What a killed process gets to hand over its last words before it is left behind.
GRACE_S = 0.5

Accept = Collection[int] | Callable[[int], bool]


@dataclass(frozen=True, slots=True)
class Completed:
    """A command that ended: what it said, and its exit status (negative: the signal)."""

    args: tuple[str, ...]
    stdout: bytes
    stderr: str
    status: int

    @property
    def text(self) -> str:
        return self.stdout.decode("utf-8", "replace")


class Runner(Protocol):
    """What ``run`` looks like, so that tests can give recorded answers instead."""

    def __call__(
        self, args: Sequence[str], timeout_s: float = ..., accept: Accept = ...
    ) -> Completed: ...


class RunError(Exception):
    """A command gave no answer that can be used."""


class MissingTool(RunError):
    def __init__(self, tool: str) -> None:
        super().__init__(f"{tool} is not installed")
        self.tool = tool


class TimedOut(RunError):
    def __init__(self, tool: str, timeout_s: float) -> None:
        super().__init__(f"{tool} gave no answer within {timeout_s:g} s")
        self.tool = tool
        self.timeout_s = timeout_s


class Failed(RunError):
    """The command ended with a status that its caller does not accept."""

    def __init__(self, completed: Completed) -> None:
        tool, words = completed.args[0], completed.stderr.strip() or completed.text.strip()
        super().__init__(f"{tool} ended with status {completed.status}: {words[-300:]}")
        self.tool = tool
        self.completed = completed


def run(args: Sequence[str], timeout_s: float = 10, accept: Accept = (0,)) -> Completed:
    """Run ``args`` without a shell, in the C locale, for ``timeout_s`` seconds at most.

    ``accept`` holds the exit statuses that count as an answer, or judges one. Raises
    MissingTool, TimedOut or Failed.
    """
    tool = find(args[0])
    process = _start([tool, *args[1:]], args[0])
    try:
        stdout, stderr = process.communicate(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        _kill(process)
        raise TimedOut(args[0], timeout_s) from None
    except BaseException:
        _kill(process)
        raise
    return _judge(Completed(tuple(args), stdout, _decode(stderr), process.returncode), accept)


def find(tool: str) -> str:
    """The full path of ``tool``; raises MissingTool."""
    folders = [os.environ.get("PATH", ""), *SYSTEM_FOLDERS]
    path = shutil.which(tool, path=os.pathsep.join(filter(None, folders)))
    if path is None:
        raise MissingTool(tool)
    return path


def _start(args: list[str], tool: str) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 - a list, never a shell; names come from our code
            args,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "LC_ALL": "C"},
            start_new_session=True,
        )
    except OSError as error:
        raise Failed(Completed((tool,), b"", str(error), 126)) from error


def _judge(completed: Completed, accept: Accept) -> Completed:
    accepted = accept(completed.status) if callable(accept) else completed.status in accept
    if not accepted:
        raise Failed(completed)
    return completed


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the whole process group; leave behind what will not end."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    try:
        process.communicate(timeout=GRACE_S)
    except subprocess.TimeoutExpired:
        _abandon(process)


def _abandon(process: subprocess.Popen[bytes]) -> None:
    """Close our ends of the pipes, and let a daemon thread bury the process if it ever dies."""
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()
    threading.Thread(target=process.wait, daemon=True, name=f"bury-{process.pid}").start()


def _decode(text: bytes) -> str:
    return text.decode("utf-8", "replace")

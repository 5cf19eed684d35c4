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
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import IO, Protocol

#: Root's tools stand where an ordinary user's PATH does not look.
SYSTEM_FOLDERS = ("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin")
#: What a killed process gets to hand over its last words before it is left behind.
GRACE_S = 0.5
#: What a running command has said and nobody has read: of more, the oldest is dropped.
LARGEST_UNREAD = 4 * 2**20

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


class Starter(Protocol):
    """What ``start`` looks like."""

    def __call__(self, args: Sequence[str]) -> "Running": ...


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


def start(args: Sequence[str]) -> "Running":
    """Start ``args``, without a shell and in the C locale, for as long as it takes.

    However the agent ends, the process ends with it. Raises MissingTool or Failed.
    """
    command = [*_ending_with_us(), find(args[0]), *args[1:]]
    return Running(tuple(args), _starting().submit(_start, command, args[0]).result())


@cache
def _starting() -> ThreadPoolExecutor:
    """The kernel ends a process with the *thread* that started it: so one that never ends."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="starting")


def _ending_with_us() -> list[str]:
    """util-linux's way to prctl(PR_SET_PDEATHSIG); of our own, it is unsafe beside threads."""
    try:
        return [find("setpriv"), "--pdeathsig", "KILL", "--"]
    except MissingTool:
        return []


class Running:
    """A command at work. What it says on standard output is read while it runs."""

    def __init__(self, args: tuple[str, ...], process: subprocess.Popen[bytes]) -> None:
        self.args = args
        self._process = process
        self._said = threading.Condition()
        self._unread = {"stdout": bytearray(), "stderr": bytearray()}
        self._open = set(self._unread)
        self._read_from("stdout", process.stdout)
        self._read_from("stderr", process.stderr)

    def read(self, timeout_s: float = 0) -> bytes | None:
        """What it said on standard output since; None: nothing within the time. Empty: the end."""
        until = time.monotonic() + timeout_s
        with self._said:
            while not self._unread["stdout"] and "stdout" in self._open:
                if not self._said.wait(until - time.monotonic()):
                    return None
            return self._take("stdout")

    def wait(self, timeout_s: float = 0) -> Completed | None:
        """None while it runs; then its status, and what was not read of it."""
        try:
            status = self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return None
        with self._said:
            # No longer: a child that left its group may hold the pipe open for ever.
            self._said.wait_for(lambda: not self._open, GRACE_S)
            stdout, stderr = self._take("stdout"), self._take("stderr")
        return Completed(self.args, stdout, _decode(stderr), status)

    def stop(self, grace_s: float = GRACE_S) -> None:
        """Ask its whole process group to end, then make it; what will not end is left behind."""
        if self._process.poll() is not None:
            return
        for number, limit_s in ((signal.SIGTERM, grace_s), (signal.SIGKILL, GRACE_S)):
            if self._process.poll() is None:
                _signal(self._process, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(limit_s)
        _signal(self._process, signal.SIGKILL)
        if self._process.poll() is None:
            _bury(self._process)

    def _read_from(self, name: str, stream: IO[bytes] | None) -> None:
        threading.Thread(target=self._read_all, args=(name, stream), daemon=True).start()

    def _read_all(self, name: str, stream: IO[bytes]) -> None:
        while chunk := os.read(stream.fileno(), 2**16):
            with self._said:
                unread = self._unread[name]
                unread += chunk
                del unread[: max(len(unread) - LARGEST_UNREAD, 0)]
                self._said.notify_all()
        stream.close()
        with self._said:
            self._open.discard(name)
            self._said.notify_all()

    def _take(self, name: str) -> bytes:
        taken = bytes(self._unread[name])
        self._unread[name].clear()
        return taken


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
    _signal(process, signal.SIGKILL)
    try:
        process.communicate(timeout=GRACE_S)
    except subprocess.TimeoutExpired:
        _abandon(process)


def _abandon(process: subprocess.Popen[bytes]) -> None:
    """Close our ends of the pipes, and let a daemon thread bury the process if it ever dies."""
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()
    _bury(process)


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _bury(process: subprocess.Popen[bytes]) -> None:
    threading.Thread(target=process.wait, daemon=True, name=f"bury-{process.pid}").start()


def _decode(text: bytes) -> str:
    return text.decode("utf-8", "replace")

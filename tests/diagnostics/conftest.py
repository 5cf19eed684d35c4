"""No test here runs a command by accident: a command is recorded, or asked for by name."""

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from diagnostics.probes.host import Host
from diagnostics.run import Accept, Completed, Failed, MissingTool

#: Of ``diagnostics.run``: it starts commands, which the kernel ends with the thread.
_LASTS = "starting"


class UnrecordedCommand(BaseException):
    """Not an Exception: a probe that gathers every failure must not swallow this one."""


@pytest.fixture(autouse=True)
def no_unrecorded_commands(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "real_commands" in request.fixturenames:
        return

    def refuse(args: Sequence[str], *_: object, **__: object) -> None:
        raise UnrecordedCommand(f"this command is not recorded: {args}")

    monkeypatch.setattr(subprocess, "Popen", refuse)


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """A thread that outlives its test speaks to servers that are gone, in the middle of another."""
    before = _threads()
    yield
    ends = time.monotonic() + 30
    while left := {one for one in _threads() - before if not one.name.startswith(_LASTS)}:
        assert time.monotonic() < ends, f"still alive: {sorted(thread.name for thread in left)}"
        time.sleep(0.005)


def _threads() -> set[threading.Thread]:
    return set(threading.enumerate())


@pytest.fixture
def real_commands() -> None:
    """Ask for this fixture where the test is about running a real command."""


def play(recorded: Mapping[str, tuple[int, str]]) -> Callable[..., Completed]:
    """A runner that answers from ``{"tool arg arg": (status, stdout)}``; else: tool missing."""

    def run(args: Sequence[str], timeout_s: float = 10, accept: Accept = (0,)) -> Completed:
        if " ".join(args) not in recorded:
            raise MissingTool(args[0])
        status, stdout = recorded[" ".join(args)]
        completed = Completed(tuple(args), stdout.encode(), "", status)
        accepted = accept(status) if callable(accept) else status in accept
        if not accepted:
            raise Failed(completed)
        return completed

    return run


MakeHost = Callable[..., Host]


@pytest.fixture
def make_host(tmp_path: Path) -> MakeHost:
    """A made-up machine: ``make_host({"sys/class/…": "text", "sys/…/driver": Path("…/e1000e")})``.

    A ``Path`` becomes a symbolic link, relative to the machine's root.
    """

    def make(
        files: Mapping[str, str | bytes | Path] | None = None,
        commands: Mapping[str, tuple[int, str]] | None = None,
        *,
        is_root: bool = True,
    ) -> Host:
        for name, content in (files or {}).items():
            _place(tmp_path, name, content)
        return Host(root=tmp_path, run=play(commands or {}), is_root=is_root)

    return make


def _place(root: Path, name: str, content: str | bytes | Path) -> None:
    path = Path(os.path.normpath(root / name))
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, Path):
        (root / content).mkdir(parents=True, exist_ok=True)
        path.symlink_to(root / content)
    elif isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content, encoding="utf-8")

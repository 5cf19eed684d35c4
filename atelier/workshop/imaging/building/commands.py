"""Programs that build: what they say meanwhile is kept, for whoever wants to know why."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from atelier.workshop.imaging.building.errors import BuildError
from atelier.workshop.imaging.programs import MissingProgram, find

_MOST_SHOWN = 2000
#: Killed, a program that waits for a disk may still take a while.
_ENDED_S = 30


def run(
    command: Sequence[str],
    *,
    log: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: str = "",
    accept: Collection[int] = (0,),
) -> str:
    """Standard output. However long it takes: packages come over a network. Raises BuildError.

    Stopped, whatever it started is stopped, too.
    """
    try:
        program = find(command[0])
    except MissingProgram as error:
        raise BuildError(f"{error}: `.ci/programs image` installs what building needs") from error
    with _said(log) as said:
        process = subprocess.Popen(  # noqa: S603 - a list, never a shell
            [program, *command[1:]],
            text=True,
            errors="replace",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            env={**os.environ, "LC_ALL": "C.UTF-8", **(env or {})},
            start_new_session=True,
        )
        told = _answer(process, stdin)
        said.seek(0)
        words = (said.read().strip() or told.strip())[-_MOST_SHOWN:]
    if process.returncode not in accept:
        raise BuildError(f"{command[0]} ended with status {process.returncode}:\n{words}")
    return told


def _answer(process: "subprocess.Popen[str]", stdin: str) -> str:
    with process:
        try:
            return process.communicate(stdin)[0]
        except BaseException:
            _end_all(process)
            raise


def _end_all(process: "subprocess.Popen[str]") -> None:
    """Its children's children as well, which it leads: they write where all is taken away next."""
    until = time.monotonic() + _ENDED_S
    with suppress(ProcessLookupError):
        while time.monotonic() < until:
            os.killpg(process.pid, signal.SIGKILL)
            process.poll()
            time.sleep(0.05)


def _said(log: Path | None) -> IO[str]:
    """Where it goes meanwhile: whoever waits for minutes can look there."""
    if log is None:
        return tempfile.TemporaryFile("w+", errors="replace")
    return log.open("w+", errors="replace")

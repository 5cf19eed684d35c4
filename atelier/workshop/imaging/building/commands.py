"""Programs that build: what they say meanwhile is kept, for whoever wants to know why."""

import os
import subprocess
import tempfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import IO

from atelier.workshop.imaging.building.errors import BuildError
from atelier.workshop.imaging.programs import MissingProgram, find

_MOST_SHOWN = 2000


def run(
    command: Sequence[str],
    *,
    log: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: str = "",
    accept: Collection[int] = (0,),
) -> str:
    """Standard output. However long it takes: packages come over a network. Raises BuildError."""
    try:
        program = find(command[0])
    except MissingProgram as error:
        raise BuildError(f"{error}: `.ci/programs image` installs what building needs") from error
    with _said(log) as said:
        done = subprocess.run(  # noqa: S603 - a list, never a shell
            [program, *command[1:]],
            check=False,
            input=stdin,
            text=True,
            errors="replace",
            stdout=subprocess.PIPE,
            stderr=said,
            env={**os.environ, "LC_ALL": "C.UTF-8", **(env or {})},
        )
        said.seek(0)
        words = (said.read().strip() or done.stdout.strip())[-_MOST_SHOWN:]
    if done.returncode not in accept:
        raise BuildError(f"{command[0]} ended with status {done.returncode}:\n{words}")
    return done.stdout


def _said(log: Path | None) -> IO[str]:
    """Where it goes meanwhile: whoever waits for minutes can look there."""
    if log is None:
        return tempfile.TemporaryFile("w+", errors="replace")
    return log.open("w+", errors="replace")

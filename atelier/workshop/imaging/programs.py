"""Programs of others that imaging calls: without a shell, in the C locale, with a time limit."""

import os
import shutil
import subprocess
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

#: Root's tools stand where an ordinary user's PATH does not look.
_SYSTEM_FOLDERS = ("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin")


class ProgramError(Exception):
    """A program is not there, or did not do what it was asked; the message says which."""


class MissingProgram(ProgramError):
    def __init__(self, program: str, package: str | None = None) -> None:
        hint = f": install the Debian package {package}" if package else ""
        super().__init__(f"{program} is not installed{hint}")
        self.program = program


@dataclass(frozen=True, slots=True)
class Done:
    stdout: bytes
    stderr: str
    status: int

    @property
    def text(self) -> str:
        return self.stdout.decode("utf-8", "replace")


def run(
    args: Sequence[str | Path],
    *,
    accept: Collection[int] = (0,),
    timeout_s: float = 600,
    package: str | None = None,
    stdin: IO[bytes] | None = None,
) -> Done:
    """Raises MissingProgram, naming the Debian ``package``, or ProgramError with its last words."""
    command = [find(str(args[0]), package), *(str(one) for one in args[1:])]
    try:
        done = subprocess.run(  # noqa: S603 - a list, never a shell; names come from our code
            command,
            stdin=subprocess.DEVNULL if stdin is None else stdin,
            capture_output=True,
            # mtools refuse some filesystems that are well, because of their count of sectors.
            env={**os.environ, "LC_ALL": "C", "MTOOLS_SKIP_CHECK": "1"},
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ProgramError(f"{args[0]} gave no answer within {timeout_s:g} s") from None
    answer = Done(done.stdout, done.stderr.decode("utf-8", "replace"), done.returncode)
    if answer.status not in accept:
        words = answer.stderr.strip() or answer.text.strip()
        raise ProgramError(f"{args[0]} ended with status {answer.status}: {words[-300:]}")
    return answer


def find(program: str, package: str | None = None) -> str:
    """Its full path. Raises MissingProgram."""
    folders = [os.environ.get("PATH", ""), *_SYSTEM_FOLDERS]
    path = shutil.which(program, path=os.pathsep.join(filter(None, folders)))
    if path is None:
        raise MissingProgram(program, package)
    return path

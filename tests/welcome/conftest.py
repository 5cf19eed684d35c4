"""The program of the first start, as it is in the images: a package outside the application's."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[2] / "config" / "images" / "welcome"
sys.path.insert(0, str(PROGRAM))

from welcome.doing import System  # noqa: E402


class Recorded:
    """Commands in place of a real system's; ``failing``: the name of one that fails."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.ran: list[tuple[list[str], str]] = []
        self.failing: str | None = None

    def __call__(self, command: Sequence[str], stdin: str = "") -> None:
        if command[0] == self.failing:
            raise subprocess.CalledProcessError(1, command)
        self.ran.append((list(command), stdin))
        if command[0] == "useradd":
            self._passwd(
                [*self._lines(), f"{command[-1]}:x:1000:1000::/home/{command[-1]}:/bin/bash"]
            )
        if command[0] == "userdel":
            self._passwd([row for row in self._lines() if not row.startswith(f"{command[-1]}:")])

    def _lines(self) -> list[str]:
        return (self.root / "etc/passwd").read_text().splitlines()

    def _passwd(self, lines: list[str]) -> None:
        (self.root / "etc/passwd").write_text("\n".join(lines) + "\n")

    @property
    def names(self) -> list[str]:
        return [command[0] for command, _ in self.ran]


@pytest.fixture
def commands(tmp_path: Path) -> Recorded:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/bash\n")
    (tmp_path / "etc/group").write_text("root:x:0:\nsudo:x:27:\naudio:x:29:\n")
    return Recorded(tmp_path)


@pytest.fixture
def system(tmp_path: Path, commands: Recorded) -> System:
    return System(tmp_path, run=commands)

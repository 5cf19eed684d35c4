"""Files out of an ext filesystem in a disk in a file, by ``debugfs``."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from atelier.workshop.imaging.programs import run

_LARGEST = 64 * 2**20


def read(disk: Path, start: int, names: Sequence[str]) -> Mapping[str, str]:
    """By their names, which hold no spaces; what is not there, or is a link, is left out."""
    with tempfile.TemporaryDirectory() as place:
        wanted = {name: Path(place) / str(number) for number, name in enumerate(names)}
        commands = Path(place) / "commands"
        commands.write_text("".join(f"dump {name} {to}\n" for name, to in wanted.items()))
        run(["debugfs", "-f", commands, f"{disk}?offset={start}"], package="e2fsprogs")
        return {
            name: to.read_text(errors="replace")
            for name, to in wanted.items()
            if to.is_file() and 0 < to.stat().st_size < _LARGEST
        }

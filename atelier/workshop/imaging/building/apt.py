"""What a mirror has, asked with this machine's apt in a folder of its own."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from atelier.workshop.imaging.building.commands import run

_INSTALLED = re.compile(r"^Inst (\S+) ", re.MULTILINE)


class Apt:
    """``folder`` takes the lists; nothing of this machine's own apt is read or changed."""

    def __init__(self, folder: Path, mirror: Sequence[str]) -> None:
        self._folder = folder
        for name in ("lists/partial", "archives/partial", "parts", "preferences"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "status").touch()
        (folder / "sources.list").write_text("\n".join(mirror) + "\n")
        (folder / "apt.conf").write_text(
            "".join(f'{key} "{value}";\n' for key, value in self._how())
        )
        self._run("apt-get", "update")

    def versions(self) -> dict[str, set[str]]:
        """By name, of all packages that are there."""
        found: dict[str, set[str]] = {}
        name = ""
        for line in self._run("apt-cache", "dumpavail").splitlines():
            if line.startswith("Package: "):
                name = line[9:]
            elif line.startswith("Version: "):
                found.setdefault(name, set()).add(line[9:])
        return found

    def would_install(self, packages: Sequence[str], *, recommends: bool) -> tuple[str, ...]:
        """All that comes along. Raises BuildError, with the names that nobody knows."""
        choice = "--install-recommends" if recommends else "--no-install-recommends"
        command = ("apt-get", "install", "--simulate", choice, *packages)
        return tuple(_INSTALLED.findall(self._run(*command)))

    def _run(self, *command: str) -> str:
        return run(command, env={"APT_CONFIG": str(self._folder / "apt.conf")})

    def _how(self) -> Iterator[tuple[str, str]]:
        home = self._folder
        yield "APT::Architecture", "amd64"
        yield "APT::Architectures", "amd64"
        yield "Dir::Etc::SourceList", f"{home}/sources.list"
        yield "Dir::Etc::SourceParts", f"{home}/parts"
        yield "Dir::Etc::PreferencesParts", f"{home}/preferences"
        yield "Dir::Etc::Preferences", f"{home}/none"
        yield "Dir::Etc::Main", f"{home}/none"
        yield "Dir::Etc::Parts", f"{home}/parts"
        yield "Dir::State::Lists", f"{home}/lists"
        yield "Dir::State::status", f"{home}/status"
        yield "Dir::Cache", f"{home}"
        yield "Dir::Cache::archives", f"{home}/archives"
        yield "APT::Sandbox::User", "root"

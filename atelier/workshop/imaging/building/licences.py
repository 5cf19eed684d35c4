"""Packages of a finished system: name, version, licences."""

import re
from collections.abc import Iterator
from pathlib import Path

from atelier.workshop.imaging.building.commands import run
from diagnostics.wire.imaging import Package

_FORMAT = "${binary:Package}\t${Version}\t${Architecture}\t${db:Status-Status}\n"
_MACHINE_READABLE = re.compile(r"^Format(-Specification)?:", re.IGNORECASE)
_LICENCE = re.compile(r"^License:[ \t]*(\S.*)$", re.MULTILINE)
_WORDS = re.compile(r",?\s+(?:and/or|and|or)\s+|[|,]\s*")
_LONGEST, _MOST = 60, 40


def packages(tree: Path) -> tuple[Package, ...]:
    """Sorted by name."""
    told = run(["dpkg-query", f"--admindir={tree}/var/lib/dpkg", "--show", "-f", _FORMAT])
    rows = (line.split("\t") for line in told.splitlines())
    found = [
        Package(
            name=name.split(":")[0],
            release=release,
            architecture=architecture,
            licences=_of_package(tree, name.split(":")[0]),
        )
        for name, release, architecture, state in rows
        if state == "installed"
    ]
    return tuple(sorted(found, key=lambda one: (one.name, one.architecture or "")))


def _of_package(tree: Path, name: str) -> tuple[str, ...]:
    path = tree / "usr/share/doc" / name / "copyright"
    try:
        return parse(path.read_text(errors="replace"))
    except OSError:  # none, or a link that leads out of the tree
        return ()


def parse(copyright_file: str) -> tuple[str, ...]:
    """Of Debian's machine-readable form (DEP-5); of prose: empty. Sorted."""
    if not _MACHINE_READABLE.match(copyright_file.lstrip()):
        return ()
    found = {name for line in _LICENCE.findall(copyright_file) for name in _names(line)}
    return tuple(sorted(found, key=lambda name: (name.lower(), name))[:_MOST])


def _names(line: str) -> Iterator[str]:
    """``GPL-2+ or Artistic`` are two; ``GPL-2+ with OpenSSL exception`` is one."""
    for name in _WORDS.split(line.strip()):
        if 0 < len(name) <= _LONGEST:
            yield name

"""Where the files of a system name a disk, a partition or a filesystem by its number."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from diagnostics.imaging.finishing import tree as files
from diagnostics.imaging.finishing.tree import Tree

#: Of a system, and of a partition that is its /boot.
FOLDERS = (
    "etc",
    "boot/grub",
    "boot/grub2",
    "boot/loader",
    "boot/extlinux",
    "boot/syslinux",
    "grub",
    "grub2",
    "loader",
    "extlinux",
    "syslinux",
)
#: Configuration is short; what is larger, and what holds a zero, is something else.
_LARGEST = 2**20


def replace(tree: Tree, names: Mapping[str, str]) -> tuple[str, ...]:
    """Write new for old in every file of configuration; which ones these were. Raises OSError."""
    changed = []
    for path in _configuration(tree):
        before = path.read_bytes()
        after = replaced(before, names)
        if after != before:
            files.write(path, after)
            changed.append(tree.name(path))
    return tuple(changed)


def left(tree: Tree, names: Mapping[str, str]) -> tuple[str, ...]:
    """Files that still name an old one."""
    paths = (path for path in _configuration(tree) if mentions(path.read_bytes(), *names))
    return tuple(tree.name(path) for path in paths)


def replaced(content: bytes, names: Mapping[str, str]) -> bytes:
    """``names``: old to new. Either case of a letter will do; parts of longer words will not."""
    if not mentions(content, *names):
        return content
    known = {old.lower().encode(): new.encode() for old, new in names.items()}
    return _any_of(*names).sub(lambda found: known[found[0].lower()], content)


def mentions(content: bytes, *names: str) -> bool:
    lower = content.lower()  # hardly any file names one: this tells at once, also of a loader
    found = [name for name in names if name.lower().encode() in lower]
    return bool(found) and _any_of(*found).search(content) is not None


def _any_of(*names: str) -> re.Pattern[bytes]:
    # Longest first: a disk's number is the beginning of those of its partitions.
    ordered = sorted((re.escape(name.encode()) for name in names), key=len, reverse=True)
    words = b"|".join(ordered)
    return re.compile(rb"(?<![0-9A-Za-z-])(?:" + words + rb")(?![0-9A-Za-z-])", re.IGNORECASE)


def _configuration(tree: Tree) -> Iterator[Path]:
    for folder in FOLDERS:
        yield from (path for path in tree.files(folder) if _is_text(path))


def _is_text(path: Path) -> bool:
    if not 0 < path.stat().st_size <= _LARGEST:
        return False
    with path.open("rb") as file:
        return b"\0" not in file.read(4096)

"""The files of an installed system, seen from outside: its links never lead out of it."""

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from diagnostics.imaging.finishing.work import flush

#: A link to a link to a link…: as the kernel itself counts.
_MOST_LINKS = 40
_DRAFT = ".atelier-"


@dataclass(frozen=True, slots=True)
class Tree:
    """Paths are relative to ``root``, as the installed system will have them."""

    root: Path

    def path(self, relative: str) -> Path:
        """Where it really is, its last link followed too; that may be nothing yet."""
        return self._follow(relative, last=True)

    def own(self, relative: str) -> Path:
        """The name itself, also where that is a link."""
        return self._follow(relative, last=False)

    def is_file(self, relative: str) -> bool:
        return self.path(relative).is_file()

    def exists(self, relative: str) -> bool:
        return self.path(relative).exists()

    def read(self, relative: str) -> str | None:
        """None: there is none. Bytes that are no UTF-8 survive ``write``."""
        try:
            return self.path(relative).read_text(errors="surrogateescape")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def write(self, relative: str, content: str | bytes, mode: int | None = None) -> None:
        """Wholly or not at all. ``mode``: None keeps what it has, else 0644. Raises OSError."""
        path = self.path(relative)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        raw = content.encode(errors="surrogateescape") if isinstance(content, str) else content
        write(path, raw, mode)

    def link(self, relative: str, target: str) -> None:
        """A symbolic link in the place of whatever is there. Raises OSError."""
        path = self.own(relative)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        path.unlink(missing_ok=True)
        path.symlink_to(target)
        flush(path.parent)

    def remove(self, relative: str) -> bool:
        """A file, a link, or a folder with all that is in it; whether there was one."""
        path = self.own(relative)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            try:
                path.unlink()
            except (FileNotFoundError, NotADirectoryError):
                return False
        flush(path.parent)
        return True

    def matching(self, folder: str, pattern: str) -> list[str]:
        """Names in one folder, sorted."""
        found = self.path(folder)
        return sorted(one.name for one in found.glob(pattern)) if found.is_dir() else []

    def files(self, folder: str) -> Iterator[Path]:
        """Ordinary files below it, links not followed."""
        for where, _, names in os.walk(self.path(folder)):
            paths = (Path(where) / name for name in sorted(names))
            yield from (path for path in paths if stat.S_ISREG(path.lstat().st_mode))

    def name(self, path: Path) -> str:
        return str(path.relative_to(self.root))

    def _follow(self, relative: str, *, last: bool) -> Path:
        left, at, links = list(PurePosixPath("/", relative).parts[1:]), self.root, 0
        while left:
            part = left.pop(0)
            if part == "..":
                at = at if at == self.root else at.parent
                continue
            step = at / part
            if step.is_symlink() and (left or last):
                links += 1
                if links > _MOST_LINKS:
                    raise OSError(f"{relative} leads round in a circle")
                target = PurePosixPath(os.readlink(step))  # noqa: PTH115 - as it is written
                at = self.root if target.is_absolute() else at
                left = [part for part in target.parts if part != "/"] + left
                continue
            at = step
        return at


def write(path: Path, content: bytes, mode: int | None = None) -> None:
    """Through a draft beside it, flushed, then renamed: owner and rights stay. Raises OSError."""
    before = path.stat() if path.exists() else None
    rights = mode if mode is not None else stat.S_IMODE(before.st_mode) if before else 0o644
    number, name = tempfile.mkstemp(dir=path.parent, prefix=_DRAFT)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            os.fchmod(number, rights)
            if before:
                os.fchown(number, before.st_uid, before.st_gid)
            file.flush()
            os.fsync(number)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    flush(path.parent)


def sweep(tree: Tree, *folders: str) -> None:
    """Drafts that a power cut left in these folders, or below them."""
    for folder in folders:
        for path in [path for path in tree.files(folder) if path.name.startswith(_DRAFT)]:
            path.unlink()

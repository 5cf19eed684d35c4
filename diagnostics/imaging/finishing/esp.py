"""The EFI system partition, by mtools: no kernel needs to know FAT for it.

FAT keeps no journal. A file is written beside the one it takes the place of, flushed, and renamed
then; ``Esp.mend`` finishes what a power cut left of that.
"""

import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from diagnostics.imaging.finishing.work import Work, flush
from diagnostics.run import Completed, Failed

_DRAFT = ".atelier"


@dataclass(frozen=True)
class Esp:
    """Paths are as ``EFI/debian/grub.cfg``, in letters of either case. Raises RunError."""

    work: Work
    device: Path

    def files(self) -> tuple[str, ...]:
        """All of it, folders left out."""
        done = self._tool("mdir", "-/", "-b", "::", accept=(0, 1))
        if done.status and "not found" not in done.stderr:  # its word for an empty one
            raise Failed(done)
        lines = (line.removeprefix("::/") for line in done.text.splitlines())
        return tuple(line for line in lines if line and not line.endswith("/"))

    def find(self, path: str) -> str | None:
        """How it is written there; None: it is not there."""
        return next((one for one in self.files() if one.casefold() == path.casefold()), None)

    def read(self, path: str) -> bytes:
        return self._tool("mcopy", f"::/{path}", "-").stdout

    def write(self, path: str, content: bytes) -> None:
        """Into a folder that is made where it is missing."""
        self._make_folders(PurePosixPath(path).parent)
        draft = path + _DRAFT
        self._put(content, draft)
        flush(self.device)
        self._take_place(draft, path)

    def mend(self) -> None:
        """Drafts of before: in the place of what they were for where that is gone, else away."""
        for draft in [one for one in self.files() if one.casefold().endswith(_DRAFT)]:
            meant = draft[: -len(_DRAFT)]
            if self.find(meant):
                self._tool("mdel", f"::/{draft}")
            else:
                self._tool("mren", f"::/{draft}", PurePosixPath(meant).name)
            flush(self.device)

    def _put(self, content: bytes, path: str) -> None:
        self.work.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=self.work.folder) as file:
            file.write(content)
            file.flush()
            self._tool("mcopy", "-o", file.name, f"::/{path}")

    def _take_place(self, draft: str, path: str) -> None:
        if self.find(path):
            self._tool("mdel", f"::/{path}")
        self._tool("mren", f"::/{draft}", PurePosixPath(path).name)
        flush(self.device)

    def _make_folders(self, folder: PurePosixPath) -> None:
        for path in reversed([folder, *folder.parents][:-1]):
            if not self._is_there(path):
                self._tool("mmd", f"::/{path}")

    def _is_there(self, folder: PurePosixPath) -> bool:
        return self._tool("mdir", "-b", f"::/{folder}", accept=(0, 1)).status == 0

    def _tool(self, tool: str, *args: str, accept: Collection[int] = (0,)) -> Completed:
        return self.work.run(tool, "-i", self.device, *args, accept=accept)

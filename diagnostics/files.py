"""Write a report so that it is either wholly on the disk or not there at all."""

import contextlib
import os
import tempfile
from pathlib import Path

_DRAFT = ".report-"


def write(path: Path, content: bytes) -> None:
    """Through a second file beside it, flushed, then renamed. Raises OSError.

    Into what is no ordinary file (a pipe, ``/dev/stdout``) it is simply written.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    draft = _draft(path.parent, content)
    try:
        draft.replace(path)
    except OSError:
        draft.unlink()
        raise
    _flush(path.parent)


def _draft(folder: Path, content: bytes) -> Path:
    number, name = tempfile.mkstemp(dir=folder, prefix=_DRAFT)
    draft = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        draft.unlink()
        raise
    return draft


def _flush(folder: Path) -> None:
    """So that the new name survives a pulled plug; some file systems cannot, and need not."""
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def sweep(folder: Path) -> None:
    """Drafts that a pulled plug left behind. For folders that only the agent writes to."""
    for draft in folder.glob(_DRAFT + "*"):
        draft.unlink(missing_ok=True)


def keep(content: bytes, report_id: str, folder: Path | None = None) -> Path:
    """Keep a report that could not be sent; returns where. Raises OSError when nowhere can."""
    candidates = [folder] if folder else [*kept_in(), Path.cwd()]
    for candidate in candidates[:-1]:
        with contextlib.suppress(OSError):
            return _keep(candidate, content, report_id)
    return _keep(candidates[-1], content, report_id)


def _keep(folder: Path, content: bytes, report_id: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"atelier-{report_id}.json"
    write(path, content)
    return path


def kept_in() -> list[Path]:
    """Where unsent reports go: the system's place, then the user's own; where neither, here."""
    state = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return [Path("/var/spool/atelier"), Path(state).expanduser() / "atelier"]

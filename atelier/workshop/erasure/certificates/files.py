"""The PDFs, as files named by their content: kept as they were signed, each in its language."""

import os
import tempfile
from hashlib import sha256
from pathlib import Path

from atelier.errors import NotFound
from atelier.settings import Files
from atelier.words import N_


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def keep(files: Files, content: bytes) -> str:
    """Writes the whole file or none; returns its hash, by which it is found again."""
    name = digest(content)
    path = _path(files, name)
    if path.exists():
        return name
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    return name


def read(files: Files, name: str) -> bytes:
    """Raises NotFound when it is gone or no longer what it was."""
    try:
        content = _path(files, name).read_bytes()
    except OSError:
        content = b""
    if digest(content) != name:
        raise NotFound(
            N_(
                "Het bestand van dit certificaat is weg of beschadigd. Vraag de beheerder van de"
                " server om het terug te zetten. Het JSON-bestand is er nog."
            )
        )
    return content


def _path(files: Files, name: str) -> Path:
    return files.folder / "certificates" / name[:2] / f"{name}.pdf"

"""The files of an image from a folder, such as the server keeps them: for tests and measuring."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from diagnostics.imaging.sources import Awaited, Name, NoImage

_PIECE_BYTES = 2**18


@dataclass(slots=True)
class FolderSource:
    folder: Path
    fetched: int = 0
    retries: int = 0

    @property
    def awaits(self) -> Awaited | None:
        return None

    def document(self, name: Name, most_bytes: int, /, *, anew: bool = False) -> bytes:
        del most_bytes, anew
        try:
            return (self.folder / f"{name}.json").read_bytes()
        except FileNotFoundError as error:
            raise NoImage(str(error)) from error

    def stream(self, start: int, length: int, /, *, anew: bool = False) -> Iterator[bytes]:
        del anew
        try:
            with (self.folder / "blocks").open("rb", buffering=0) as file:
                file.seek(start)
                while length and (piece := file.read(min(_PIECE_BYTES, length))):
                    length -= len(piece)
                    self.fetched += len(piece)
                    yield piece
        except FileNotFoundError as error:
            raise NoImage(str(error)) from error
        if length:
            raise NoImage(f"blocks ends {length} bytes too early")

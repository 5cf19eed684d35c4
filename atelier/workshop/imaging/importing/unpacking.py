"""Packed files, also in pieces, as one stream: gzip, bzip2, xz, zstd, or not packed at all."""

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol, cast

import zstandard

from atelier.workshop.imaging.importing.errors import NotImported

_MAGIC = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\0": "xz",
    b"\x5d\0\0": "lzma",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\x04\x22\x4d\x18": "lz4",
    b"\x89LZO": "lzop",
    b"LZIP": "lzip",
}
_TROUBLES = (EOFError, OSError, lzma.LZMAError, zstandard.ZstdError, zlib.error, ValueError)


def packing_of(begins: bytes) -> str | None:
    return next((name for magic, name in _MAGIC.items() if begins.startswith(magic)), None)


class Stream(Protocol):
    def read(self, size: int, /) -> bytes:
        """Empty: the end. Raises NotImported for what cannot be unpacked, or ends early."""
        ...


@contextmanager
def opened(pieces: Sequence[Path]) -> Iterator[Stream]:
    """The pieces one after another, unpacked. Raises NotImported."""
    with io.BufferedReader(_Chain(pieces), 2**20) as whole:
        kind = packing_of(whole.peek(8))
        yield _Sound(_unpacker(kind, whole), pieces[0].name)


def _unpacker(kind: str | None, whole: BinaryIO) -> BinaryIO:
    if kind is None:
        return whole
    if kind == "gzip":
        return cast(BinaryIO, gzip.GzipFile(fileobj=whole))
    if kind == "bzip2":
        return cast(BinaryIO, bz2.BZ2File(whole))
    if kind in {"xz", "lzma"}:
        return cast(BinaryIO, lzma.LZMAFile(whole))
    if kind == "zstd":
        return cast(BinaryIO, _Zstd(whole))
    raise NotImported(f"it is packed by {kind}, which this does not read: unpack it first")


class _Zstd(io.RawIOBase):
    """As the library's own reader, which takes the end of the file for the end of a frame."""

    def __init__(self, whole: BinaryIO) -> None:
        self._whole = whole
        self._frame = zstandard.ZstdDecompressor(max_window_size=2**31).decompressobj()
        self._fresh, self._left = True, b""

    def read(self, size: int = -1) -> bytes:
        found = bytearray(self._left)
        while len(found) < size or size < 0:
            packed = self._frame.unused_data or self._whole.read(2**20)
            if self._frame.eof:
                self._frame = zstandard.ZstdDecompressor(max_window_size=2**31).decompressobj()
                self._fresh = True
            if not packed:
                if not self._fresh:
                    raise EOFError("it ends in the midst of a frame")
                break
            found += self._frame.decompress(packed)
            self._fresh = self._frame.eof and not self._frame.unused_data
        size = len(found) if size < 0 else size
        self._left = bytes(found[size:])
        return bytes(found[:size])


class _Sound:
    """A stream whose troubles name the file."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream, self._name = stream, name

    def read(self, size: int) -> bytes:
        try:
            return self._stream.read(size)
        except _TROUBLES as error:
            raise NotImported(
                f"{self._name} cannot be unpacked to its end ({error}): it is cut off or damaged;"
                " copy it again"
            ) from error


class _Chain(io.RawIOBase):
    def __init__(self, paths: Sequence[Path]) -> None:
        self._waiting = list(paths)
        self._file: BinaryIO | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while True:
            if self._file is None:
                if not self._waiting:
                    return 0
                self._file = self._waiting.pop(0).open("rb")
            if count := self._file.readinto(buffer):  # type: ignore[attr-defined]
                return int(count)
            self._file.close()
            self._file = None

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        super().close()

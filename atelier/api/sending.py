"""Large files, sent by the kernel: whole or one range of them, to many at once.

Nothing of a file passes through this process where gunicorn speaks plain HTTP: it is given the open
file, standing where the range begins, and calls sendfile(2). With ``accel`` nginx sends it, and no
thread here waits for that.
"""

import contextlib
import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from flask import Response, request
from werkzeug.wsgi import wrap_file

from atelier.errors import AtelierError
from atelier.words import N_

#: Its bytes never change: the name of the image is the hash of them.
_FOR_EVER = "private, max-age=31536000, immutable"
#: Read at a time where sendfile cannot be used: by TLS of gunicorn's own.
_BUFFER = 2**18
#: A machine whose cable was pulled out keeps a thread for so long, in milliseconds.
_SILENT_MS = 60_000


class NoSuchRange(AtelierError):
    status = 416
    code = "no_such_range"


@dataclass(frozen=True, slots=True)
class File:
    path: Path
    #: What its ETag is made of: a hash that changes with its content.
    name: str
    mimetype: str


def send(file: File, accel: str | None = None) -> Response:
    """By the ``Range``, ``If-Range`` and ``If-None-Match`` of this request.

    More than one range at once is answered with the whole, as RFC 9110 allows. ``accel``: where
    nginx finds it. Raises OSError, and NoSuchRange.
    """
    size = file.path.stat().st_size
    answer = Response(mimetype=file.mimetype)
    answer.set_etag(file.name)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Cache-Control"] = _FOR_EVER
    if request.if_none_match.contains(file.name):
        answer.status_code = 304
        return answer
    if accel:
        answer.headers["X-Accel-Redirect"] = accel
        return answer
    start, end = _asked(answer, file.name, size)
    answer.content_length = end - start
    if request.method != "HEAD":
        _give(answer, file.path, start, end)
    return answer


def _asked(answer: Response, name: str, size: int) -> tuple[int, int]:
    """From and to; tells of it in the headers."""
    wanted = request.range
    if wanted is None or wanted.units != "bytes" or len(wanted.ranges) != 1 or not _is_same(name):
        return 0, size
    found = wanted.range_for_length(size)
    if found is None:
        raise NoSuchRange(
            N_("Dit bestand is kleiner (%(size)s bytes). Begin opnieuw."), size=size, expected=size
        )
    answer.status_code = 206
    answer.headers["Content-Range"] = f"bytes {found[0]}-{found[1] - 1}/{size}"
    return found


def _is_same(name: str) -> bool:
    """A date is never ours."""
    told = request.if_range
    return told.etag == name if told.etag else not told.date


def _give(answer: Response, path: Path, start: int, end: int) -> None:
    stretch = _Stretch(path.open("rb"), start, end)
    answer.direct_passthrough = True
    # werkzeug's own conditional answers put a range in a wrapper that gunicorn cannot see through.
    answer.response = wrap_file(request.environ, stretch, _BUFFER)  # type: ignore[arg-type]
    _give_up_silent_ones()


class _Stretch:
    """A part of a file as WSGI wants it: ``fileno`` to send from, ``read`` for whoever cannot."""

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        self._file, self._at, self._end = file, start, end
        os.lseek(file.fileno(), start, os.SEEK_SET)

    def fileno(self) -> int:
        return self._file.fileno()

    def read(self, size: int = -1) -> bytes:
        left = self._end - self._at
        found = os.pread(self.fileno(), left if size < 0 else min(size, left), self._at)
        self._at += len(found)
        return found

    def close(self) -> None:
        self._file.close()


def _give_up_silent_ones() -> None:
    connection = request.environ.get("gunicorn.socket")
    if connection is not None:
        with contextlib.suppress(OSError):  # a socket file: there nginx sees to that
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _SILENT_MS)

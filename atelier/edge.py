"""The edge of a request: one transaction, committed once, or nothing at all."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from apiflask import APIFlask
from flask import Response, current_app, request
from flask.typing import ResponseReturnValue

from atelier.db import db, reading, writing
from atelier.settings import Settings

T = TypeVar("T")

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
#: The longest that anybody is kept waiting for news, in seconds: well within what proxies allow.
LONGEST_WAIT_S = 25.0
_PAUSE_S = 1.0
#: A sign of life after so many looks at which nothing was new.
_BEAT = 5
#: So many requests may wait in one process: others of its threads stay free to answer
#: (``threads`` in config/gunicorn.conf.py).
_PLACES = threading.BoundedSemaphore(48)


class Atelier(APIFlask):
    """Commits after the view when it returned, rolls back when it raised."""

    def __init__(self, name: str, *, static_folder: str, template_folder: str) -> None:
        super().__init__(
            name,
            static_folder=static_folder,
            template_folder=template_folder,
            title="Atelier",
            version="1",
            docs_path=None,  # its page would load scripts from elsewhere
            spec_path="/api/openapi.json",
            json_errors=False,
        )

    def full_dispatch_request(self) -> Response:
        """The whole of a request, the page of an error included, reads or writes as one."""
        token = writing.set(request.method not in _READS)
        try:
            return super().full_dispatch_request()
        finally:
            writing.reset(token)

    def dispatch_request(self) -> ResponseReturnValue:
        try:
            response: ResponseReturnValue = super().dispatch_request()
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        return response


def settings() -> Settings:
    """The settings of the running application."""
    chosen: Settings = current_app.extensions["atelier"]
    return chosen


def wait_for(look: Callable[[], T], is_news: Callable[[T], bool], wait_s: float) -> T:
    """What ``look`` finds as soon as it is news, else what it found last, ``wait_s`` later.

    What the request did so far is committed first. While it waits it holds no transaction and no
    connection, so ``look`` returns plain values: rows have to be read again each time. Where too
    many wait already, it waits no longer than one pause.
    """
    db.session.commit()
    placed = _PLACES.acquire(blocking=False)
    longest = LONGEST_WAIT_S if placed else _PAUSE_S
    until = time.monotonic() + min(max(wait_s, 0.0), longest)
    try:
        while True:
            found = _looked(look)
            left = until - time.monotonic()
            if is_news(found) or left <= 0:
                return found
            time.sleep(min(_PAUSE_S, left))
    finally:
        if placed:
            _PLACES.release()


def aside(work: Callable[[], T]) -> T:
    """What slow work comes to that needs no database.

    What the request did so far is committed first: meanwhile it holds no transaction, so nobody
    waits for it, and no connection. What it knew from the database may be otherwise afterwards.
    """
    db.session.commit()
    return work()


def news(look: Callable[[], T], lasting_s: float = 60.0) -> Iterator[T | None]:
    """What ``look`` finds: now, and each time that it is something else; for a stream of events.

    None now and then in between: whoever writes that notices that nobody listens any more. It goes
    on after the request has ended, so ``look`` brings a context of its own, and leaves nothing
    open. Where too many wait already, it looks once.
    """
    found = _read(look)
    yield found
    if not _PLACES.acquire(blocking=False):
        return
    try:
        for number in range(1, int(lasting_s / _PAUSE_S)):
            time.sleep(_PAUSE_S)
            before, found = found, _read(look)
            if found != before:
                yield found
            elif number % _BEAT == 0:
                yield None
    finally:
        _PLACES.release()


def _read(look: Callable[[], T]) -> T:
    with reading():
        return look()


def _looked(look: Callable[[], T]) -> T:
    with reading():
        found = look()
        db.session.rollback()
    return found

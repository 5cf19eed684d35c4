"""A part of a page that follows what happens: server-sent events.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import time
from collections.abc import Callable, Iterator
from typing import Any, cast

from flask import Flask, Response, current_app, request
from flask_login import current_user

from atelier.edge import news
from atelier.errors import Forbidden, NotSignedIn
from atelier.web import language
from atelier.words import N_

#: Who may follow the bench.
MAY_SEE = "bench.see"
#: How long a browser waits before it asks again, in milliseconds.
_RETRY_MS = 3000
#: So long, in seconds, is a part good for everybody who follows the same.
_FRESH_S = 0.9
_KEPT_S = 60.0

#: When each was made, and what it is.
Parts = dict[tuple[object, ...], tuple[float, str]]


def follow(render: Callable[[], str], *, own: bool = False) -> Response:
    """What ``render`` makes, and again whenever it makes something else; ends after a minute.

    ``own``: it is about the person, so that nobody else is shown the same.

    The browser then asks anew, so that a process that has to stop never waits long for it.
    """
    app = cast(Any, current_app)._get_current_object()  # noqa: SLF001 - werkzeug's own way
    look = _look(app, request.environ, render, own=own)
    return Response(
        _lines(look),
        mimetype="text/event-stream",
        headers={"X-Accel-Buffering": "no"},  # nginx would gather the lines first
    )


def _look(
    app: Flask, environ: dict[str, Any], render: Callable[[], str], *, own: bool
) -> Callable[[], str]:
    """Each time as a request of its own: who is signed in, and may see it, is read anew."""

    def look() -> str:
        with app.request_context(environ):
            _check()
            return _shared(render, own=own)

    return look


def _check() -> None:
    """Raises NotSignedIn, or Forbidden: a role may have been taken away meanwhile."""
    if not current_user.is_authenticated:
        raise NotSignedIn(N_("Meld je eerst aan."))
    if not current_user.may(MAY_SEE):
        raise Forbidden(N_("Dat mag je niet met jouw rol. Vraag het aan een coördinator."))


def _shared(render: Callable[[], str], *, own: bool) -> str:
    """What was just made for another who sees the same: same address, workshop, role, language."""
    whose = current_user.id if own else None
    key = (request.path, current_user.organisation_id, current_user.role, language.current(), whose)
    parts: Parts = current_app.extensions.setdefault("atelier_bench_parts", {})
    made = parts.get(key)
    if made is None or time.monotonic() - made[0] >= _FRESH_S:
        made = parts[key] = (time.monotonic(), render())
        _forget(parts)
    return made[1]


def _forget(parts: Parts) -> None:
    old = time.monotonic() - _KEPT_S
    for key in [key for key, (at, _part) in list(parts.items()) if at < old]:
        parts.pop(key, None)


def _lines(look: Callable[[], str]) -> Iterator[str]:
    yield f"retry: {_RETRY_MS}\n\n"
    try:
        for part in news(look):
            yield ": nothing new\n\n" if part is None else _event(part)
    except (NotSignedIn, Forbidden):
        return  # asking anew, the browser hears why


def _event(part: str) -> str:
    lines = "".join(f"data: {line}\n" for line in part.splitlines())
    return f"event: part\n{lines}\n"

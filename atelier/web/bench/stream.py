"""A part of a page that follows what happens: server-sent events.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from collections.abc import Callable, Iterator

from flask import Response, g, stream_with_context
from flask_login import current_user

from atelier.edge import news
from atelier.errors import NotSignedIn
from atelier.words import N_

#: How long a browser waits before it asks again, in milliseconds.
_RETRY_MS = 3000


def follow(render: Callable[[], str]) -> Response:
    """What ``render`` makes, and again whenever it makes something else; ends after a minute.

    The browser then asks anew, so that a process that has to stop never waits long for it.
    """
    return Response(
        stream_with_context(_lines(render)),
        mimetype="text/event-stream",
        headers={"X-Accel-Buffering": "no"},  # nginx would gather the lines first
    )


def _lines(render: Callable[[], str]) -> Iterator[str]:
    yield f"retry: {_RETRY_MS}\n\n"
    try:
        for part in news(lambda: _for_who_is_still_here(render)):
            yield ": nothing new\n\n" if part is None else _event(part)
    except NotSignedIn:
        return  # asking anew, the browser hears why


def _for_who_is_still_here(render: Callable[[], str]) -> str:
    """The session of the request has ended: who is signed in is read anew, each time."""
    g.pop("_login_user", None)
    if not current_user.is_authenticated:
        raise NotSignedIn(N_("Meld je eerst aan."))
    return render()


def _event(part: str) -> str:
    lines = "".join(f"data: {line}\n" for line in part.splitlines())
    return f"event: part\n{lines}\n"

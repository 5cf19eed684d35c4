"""Who is signed in, read from the session cookie."""

from flask import Flask, request, session

from atelier.db import db
from atelier.extensions import login
from atelier.people import service
from atelier.people.models import Account

#: What a browser fetches by itself, without anybody doing anything.
_BY_ITSELF = frozenset({"static", "bootstrap.static", "bench.events", "bench.device_events"})


def init_app(app: Flask) -> None:
    login.user_loader(_load)
    app.before_request(_slide)


def _load(session_id: str) -> Account | None:
    return service.load(db.session, session_id)


def _slide() -> None:
    """Each page starts the session's time anew.

    Files are fetched beside a page and may be answered after the next one: a cookie on them could
    bring back who was here before. They are cached by others too. And a page that follows what
    happens is no sign of a person who is still there.
    """
    if request.endpoint in _BY_ITSELF or "_user_id" not in session:
        return
    session.permanent = True  # which writes the cookie anew

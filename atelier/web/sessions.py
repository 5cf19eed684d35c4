"""Who is signed in, read from the session cookie."""

from flask import Flask, request, session

from atelier.db import db
from atelier.extensions import login
from atelier.people import service
from atelier.people.models import Account

_FILES = frozenset({"static", "bootstrap.static"})


def init_app(app: Flask) -> None:
    login.user_loader(_load)
    app.before_request(_slide)


def _load(session_id: str) -> Account | None:
    return service.load(db.session, session_id)


def _slide() -> None:
    """Each page starts the session's time anew.

    Files are fetched beside a page and may be answered after the next one: a cookie on them could
    bring back who was here before. They are cached by others too.
    """
    if request.endpoint in _FILES or "_user_id" not in session:
        return
    session.permanent = True  # which writes the cookie anew

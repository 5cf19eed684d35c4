"""Who is signed in, read from the session cookie."""

from datetime import timedelta
from typing import Any

from flask import Flask, flash, has_request_context, request, session
from flask_babel import gettext

from atelier.db import db
from atelier.edge import settings
from atelier.extensions import login
from atelier.people import bench_session, service
from atelier.people.models import Account
from atelier.web import screens

#: What a browser fetches by itself, without anybody doing anything.
_BY_ITSELF = frozenset(
    {
        "static",
        "bootstrap.static",
        "icons.sheet",
        "bench.events",
        "bench.device_events",
        "intake.kept",
        "offline.manifest",
        "offline.page",
        "offline.worker",
        "home.frame",
        "my_bench.events",
        "helping.now",
    }
)
#: How scripts say so of a page that they read again.
_HEADER = "X-By-Itself"
#: The page itself counts to the end first, and says so in time.
_GRACE = timedelta(seconds=30)


def init_app(app: Flask) -> None:
    login.user_loader(_load)
    app.before_request(_slide)
    app.context_processor(_idle)


def _load(session_id: str) -> Account | None:
    if bench_session.is_over(_limit()):
        return None
    return service.load(db.session, session_id)


def _slide() -> None:
    """Each page starts the session's time anew.

    Files are fetched beside a page and may be answered after the next one: a cookie on them could
    bring back who was here before. They are cached by others too. And a page that follows what
    happens is no sign of a person who is still there.
    """
    if request.endpoint in _BY_ITSELF or _HEADER in request.headers or "_user_id" not in session:
        return
    if bench_session.is_over(_limit()):
        _forget()
        return
    session.permanent = True  # which writes the cookie anew
    if bench_session.is_short() or screens.here() is not None:
        bench_session.touch()


def _forget() -> None:
    """Nobody was there for too long, whatever the page of then thought of it."""
    token = session.get("csrf_token")
    session.clear()  # the language as well: it was that of who was here
    if token:
        session["csrf_token"] = token
    flash(gettext("Je was even weg. Scan je badge om verder te gaan."), "info")


def _limit() -> timedelta:
    return timedelta(minutes=settings().bench.idle_minutes) + _GRACE


def _idle() -> dict[str, Any]:
    """For pages: after how many seconds without anybody they forget the person."""
    short = has_request_context() and "_user_id" in session and bench_session.is_short()
    return {"idle_seconds": settings().bench.idle_minutes * 60 if short else None}

"""Who is signed in, read from the session cookie."""

from flask import Flask, session

from atelier.db import db
from atelier.extensions import login
from atelier.people import service
from atelier.people.models import Account


def init_app(app: Flask) -> None:
    login.user_loader(_load)
    app.before_request(_slide)


def _load(session_id: str) -> Account | None:
    return service.load(db.session, session_id)


def _slide() -> None:
    """Each request starts the session's time anew."""
    session.permanent = True

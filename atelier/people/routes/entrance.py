"""What every way in shares: how a session begins, how often one may try, where one goes on."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, current_app, request, session, url_for
from flask_login import login_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from atelier.edge import settings
from atelier.people.models import Account
from atelier.people.throttle import Throttle
from atelier.settings import secret_key

people = Blueprint("people", __name__, template_folder="../templates")


def begin_session(account: Account) -> None:
    language = session.get("language")
    session.clear()  # nothing of who was here before, and no session that was waiting for us
    if language:
        session["language"] = language
    login_user(account)


def throttle() -> Throttle:
    """The limits on failed sign-ins, as set."""
    security = settings().security
    return Throttle(
        per_login=security.sign_in_attempts,
        per_address=security.sign_in_attempts_address,
        window=timedelta(minutes=security.sign_in_window_minutes),
        secret=secret_key(security),
    )


def next_page() -> str:
    """Where the person was going: a path of this site and nowhere else."""
    target = request.values.get("next", "")
    parts = urlsplit(target)
    own = target.startswith("/") and not parts.scheme and not parts.netloc
    # Browsers read a backslash as a slash, and leave out tabs and line ends.
    odd = target.startswith(("//", "/\\")) or not target.isprintable()
    return target if own and not odd and _opens(parts.path) else url_for("home.index")


def _opens(path: str) -> bool:
    """Whether it is a page: what a refused form answered stands where none can be opened."""
    pages = current_app.url_map.bind("")
    try:
        return bool(pages.match(path, method="GET"))
    except RequestRedirect:
        return True
    except HTTPException:
        return False

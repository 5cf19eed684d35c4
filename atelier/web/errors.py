"""One renderer for all errors: a page for people, JSON for programs, the same words in both."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from atelier.errors import AtelierError, NotSignedIn
from atelier.people.guard import is_public
from atelier.saying import told
from atelier.words import N_

log = structlog.get_logger()

_HTTP_WORDS = {
    400: N_("De server begreep dit niet. Ga terug en probeer opnieuw."),
    404: N_("Deze pagina bestaat niet (meer). Scan het toestel, of ga naar het begin."),
    405: N_("Dat kan hier niet. Ga naar het begin."),
    413: N_("Dit bestand is te groot."),
    415: N_("Dit soort bestand kan de server niet lezen."),
}
_UNKNOWN = N_("Er ging iets mis bij ons. Er is niets verloren. Probeer het opnieuw.")
#: Read and thrown away of what is too large, in bytes: cut off, a browser shows no page at all.
_DRAINED = 64_000_000
_AWAY = N_("Je was afgemeld. Meld je aan, en doe dat nog eens.")
_CSRF = N_("Deze pagina stond te lang open. Laad ze opnieuw en probeer nog eens.")


def init_app(app: Flask) -> None:
    app.register_error_handler(AtelierError, _on_own)
    app.register_error_handler(CSRFError, _on_csrf)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(Exception, _on_bug)
    app.before_request(_refuse_nul)


def wants_json() -> bool:
    """Whether a program asked: the API, or a script of our own page."""
    if request.path.startswith("/api/") or request.is_json:
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def as_json(error: AtelierError) -> dict[str, Any]:
    """The body of an answer that says no."""
    body: dict[str, Any] = {"code": error.code, "message": told(error)}
    if error.field:
        body["field"] = error.field
    for name in ("expected", "suggestions"):
        if error.values.get(name):
            body[name] = error.values[name]
    return {"error": body}


def _on_own(error: AtelierError) -> ResponseReturnValue:
    if wants_json():
        return jsonify(as_json(error)), error.status
    if isinstance(error, NotSignedIn):
        return redirect(url_for("people.sign_in", next=_way_back()))
    return _page(told(error), error.status)


def _way_back() -> str | None:
    """Where to go after signing in: the page asked for, or that of the form that was sent."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    page = urlsplit(request.referrer or "")
    return page.path if page.netloc == request.host else None


def _on_csrf(_error: CSRFError) -> ResponseReturnValue:
    if not (wants_json() or current_user.is_authenticated or is_public()):
        flash(gettext(_AWAY), "attention")
        return redirect(url_for("people.sign_in", next=_way_back()))
    return _answer("csrf", _CSRF, 400)


def _refuse_nul() -> None:
    """No scanner and no page puts a NUL in an address, and PostgreSQL takes none in a text."""
    if b"%00" in request.query_string:
        abort(400)


def _on_http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        _drain()
    if error.response is not None or status < 400:
        return error
    return _answer("http", _HTTP_WORDS.get(status, _UNKNOWN), status)


def _drain() -> None:
    """Lets the sender finish, so that the answer arrives; the server is not asked to keep it."""
    stream = request.environ["wsgi.input"]
    left = min(request.content_length or 0, _DRAINED)
    while left > 0 and (part := stream.read(min(left, 65_536))):
        left -= len(part)


def _where() -> dict[str, object]:
    """The route with the numbers in it: words in an address may be somebody's secret."""
    numbers = {key: value for key, value in (request.view_args or {}).items() if type(value) is int}
    return {"route": request.url_rule.rule if request.url_rule else None, "ids": numbers}


def _on_bug(error: Exception) -> ResponseReturnValue:
    log.error("unhandled", **_where(), method=request.method, exc_info=error)
    return _answer("internal", _UNKNOWN, 500)


def _answer(code: str, text: str, status: int) -> ResponseReturnValue:
    if wants_json():
        return jsonify({"error": {"code": code, "message": gettext(text)}}), status
    return _page(gettext(text), status)


def _page(message: str, status: int) -> ResponseReturnValue:
    return render_template("web/error.html", words=message), status

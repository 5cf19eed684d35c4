"""Where there is no network: the worker that answers then, its page, and the card of the app."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    jsonify,
    render_template,
    request,
    url_for,
)
from flask_babel import force_locale, gettext
from flask_login import current_user

from atelier.edge import settings
from atelier.errors import NotSignedIn
from atelier.people.guard import public
from atelier.web import icons
from atelier.web.language import current
from atelier.words import N_

offline = Blueprint("offline", __name__)

#: The colours of the paper and of the lead, as in css/atelier.css.
PAPER, LEAD = "#f6f4ef", "#0a5f63"
ICONS = (("icons/icon-192.png", "192x192", "any"), ("icons/icon-512.png", "512x512", "any"),
         ("icons/maskable-512.png", "512x512", "maskable"))  # fmt: skip
_WORKER = "js/sw.js"
_LIBRARY = ("css/bootstrap.min.css",)


def init_app(app: Flask) -> None:
    app.before_request(_same_organisation)


@offline.get("/sw.js")
@public
def worker() -> Response:
    """At the root, for a worker answers only for what lies below its own address."""
    version, files = _shell()
    head = f"const VERSION = {json.dumps(version)};\nconst FILES = {json.dumps(files)};\n"
    body = (_static() / _WORKER).read_text("utf-8")
    return Response(head + body, mimetype="text/javascript")


@offline.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    told = jsonify(
        id="/",
        name="Atelier",
        short_name="Atelier",
        description=gettext("Werkplaats, voorraad en uitleen van toestellen."),
        lang=current(),
        start_url="/",
        scope="/",
        display="standalone",
        background_color=PAPER,
        theme_color=LEAD,
        icons=[
            {"src": _asset(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
        shortcuts=[{"name": gettext("Ontvangen"), "url": url_for("intake.receive")}],
    )
    told.mimetype = "application/manifest+json"
    return told


@offline.get("/offline")
@public
def page() -> str:
    """What a browser shows instead of any other page; in a language, for nobody is signed in."""
    asked = request.args.get("language", "")
    language = asked if asked in settings().locale.languages else current()
    with force_locale(language):
        return render_template("web/offline.html", language=language)


def _same_organisation() -> None:
    """What was scanned for one organisation is not sent by somebody of another.

    The page says whose scans it holds; who is signed in may have changed in another tab.
    """
    told = request.headers.get("X-Organisation")
    if told is None or not current_user.is_authenticated:
        return
    if told != str(current_user.organisation_id):
        raise NotSignedIn(N_("Je bent aangemeld bij een andere organisatie. Meld je eerst af."))


def _static() -> Path:
    return Path(current_app.static_folder or "")


def _asset(name: str) -> str:
    asset: Any = current_app.jinja_env.globals["asset"]
    return str(asset(name))


@cache
def _read(folder: Path) -> tuple[str, tuple[str, ...]]:
    """The version of all files together, and their names: scripts, styles, pictures."""
    names = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.suffix in {".js", ".css", ".svg", ".png"}
    )
    digest = hashlib.sha256()
    for name in names:
        digest.update(name.encode() + (folder / name).read_bytes())
    return digest.hexdigest()[:16], tuple(name for name in names if name != _WORKER)


def _shell() -> tuple[str, list[str]]:
    version, names = _read(_static())
    own = [
        url_for("static", filename=name) if name.endswith(".js") else _asset(name) for name in names
    ]
    library = [url_for("bootstrap.static", filename=name) for name in _LIBRARY]
    return version, [*own, *library, icons.address()]

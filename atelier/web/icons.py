"""The icons that pages use, out of all that Bootstrap ships: one file of a few dozen kilobytes
instead of more than a megabyte, which a phone on a slow network would wait for.

What is used is read from our own code: each word in quotes that is the name of an icon.
"""

import hashlib
import re
from functools import cache
from pathlib import Path

import flask_bootstrap
from flask import Blueprint, Flask, Response, g, url_for

from atelier.people.guard import public
from atelier.settings import ROOT

icons = Blueprint("icons", __name__)

_ALL = Path(flask_bootstrap.__file__).parent / "static/bootstrap5/icons/bootstrap-icons.svg"
_SYMBOL = re.compile(rb'<symbol[^>]*\bid="([a-z0-9-]+)"[^>]*>.*?</symbol>', re.DOTALL)
_WORD = re.compile(r"""["']([a-z0-9]+(?:-[a-z0-9]+)*)["']""")
_OURS = (".html", ".js", ".py")
_YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    app.jinja_env.globals["icon_sheet"] = address


def address() -> str:
    """Of the file with all of them, by the hash of its content; a page asks a hundred times."""
    if "icon_sheet" not in g:
        g.icon_sheet = url_for("icons.sheet", v=_version())
    made: str = g.icon_sheet
    return made


@icons.get("/icons.svg")
@public
def sheet() -> Response:
    answer = Response(drawn(), mimetype="image/svg+xml")
    answer.cache_control.public = True
    answer.cache_control.max_age = _YEAR
    answer.cache_control.immutable = True
    return answer


@cache
def drawn() -> bytes:
    """An SVG of symbols, each under the name of its icon."""
    wanted = used()
    symbols = [m[0] for m in _SYMBOL.finditer(_ALL.read_bytes()) if m[1].decode() in wanted]
    return b'<svg xmlns="http://www.w3.org/2000/svg">' + b"".join(symbols) + b"</svg>"


@cache
def known() -> frozenset[str]:
    """All that Bootstrap has."""
    return frozenset(name.decode() for name in _SYMBOL.findall(_ALL.read_bytes()))


@cache
def used() -> frozenset[str]:
    """Those that our code names; a few words that only look like one come along."""
    texts = (path.read_text() for path in _files())
    return known() & {word for text in texts for word in _WORD.findall(text)}


def _files() -> list[Path]:
    ours = [path for path in (ROOT / "atelier").rglob("*") if path.suffix in _OURS]
    return [*ours, ROOT / "config" / "checklists.toml", ROOT / "config" / "glossary.toml"]


@cache
def _version() -> str:
    return hashlib.sha256(drawn()).hexdigest()[:10]

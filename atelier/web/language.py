"""The language of the page: the person's own, else what they chose here, else the setting."""

from collections.abc import Mapping
from typing import Any, Protocol

from flask import Flask, has_request_context, request, session
from flask_babel import format_decimal, get_locale, gettext
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from atelier.edge import settings


class Says(Protocol):
    """A sentence not yet in anybody's language."""

    @property
    def text(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Any]: ...


NAMES = {"nl": "Nederlands", "fr": "Français", "en": "English"}


def init_app(app: Flask) -> None:
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.filters["say"] = say
    app.jinja_env.filters["in_language"] = in_language
    app.context_processor(lambda: {"language": current(), "language_names": NAMES})


def choose() -> str:
    chosen = settings().locale
    if not has_request_context():
        return chosen.language
    is_program = request.path.startswith("/api/")
    own = _accepted() if is_program else _own() or session.get("language")
    return own if own in chosen.languages else chosen.language


def _accepted() -> str | None:
    """The language that a machine's screen speaks, as it says itself."""
    return request.accept_languages.best_match(settings().locale.languages)


def _own() -> str | None:
    """What the person chose. A page that says that the database is gone has to do without."""
    try:
        return getattr(current_user, "language", None)
    except SQLAlchemyError:
        return None


def current() -> str:
    return str(get_locale().language)


def say(sentence: Says | str | None) -> str:
    """A sentence (or a bare msgid) in the language of the page, its numbers written as there.

    In a sentence ``%%`` is one percent sign. A bare text is only looked up and never filled in:
    it may be what a person typed.
    """
    if sentence is None:
        return ""
    if isinstance(sentence, str):
        return gettext(sentence) if sentence else ""
    translated: str = gettext(sentence.text)
    values = {name: _local(value) for name, value in sentence.values.items()}
    if values or "%%" in translated:
        return str(translated % values)
    return translated


def in_language(text: Mapping[str, str]) -> str:
    """What people wrote in several languages, in that of the page; else in the first one."""
    return text.get(current()) or text["nl"]


def _local(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _Number(value)
    return say(value) if hasattr(value, "text") else value


class _Number(float):
    """A number that ``%(name)s`` writes in the language of the page: 1.920, 1 920 or 1,920."""

    def __str__(self) -> str:
        return str(format_decimal(float(self)))

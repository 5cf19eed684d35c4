"""In whose name, in which languages and where certificates are made, from the settings."""

from flask import url_for
from flask_babel import force_locale, get_domain

from atelier.edge import aside, settings
from atelier.people.guard import me
from atelier.workshop.erasure.certificates import keys
from atelier.workshop.erasure.certificates.issuing import Office
from labels.certificates import Speech


def office() -> Office:
    """Of the organisation of the person who is signed in."""
    chosen = settings()
    return Office(
        issuer=me().organisation.name,
        check_at=check_at(),
        speeches={language: speech(language) for language in chosen.locale.languages},
        files=chosen.files,
        keys=keys.folder(chosen),
        aside=aside,
    )


def check_at() -> str:
    """The address that donors are told, which has to work from outside."""
    base = settings().site.address.rstrip("/")
    path: str = url_for("certificates.check")
    return base + path if base else url_for("certificates.check", _external=True)


def speech(language: str) -> Speech:
    """The catalogue is read once here: what is said later needs no request."""
    with force_locale(language):
        translations = get_domain().get_translations()
    return Speech(
        language=language,
        translate=translations.gettext,
        timezone=settings().locale.timezone,
    )

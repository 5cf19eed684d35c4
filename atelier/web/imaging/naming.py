"""Images as a page calls them: in its language, with a picture."""

from collections.abc import Mapping

from atelier.web import language
from atelier.web.imaging import words
from diagnostics.wire.imaging import Manifest


def title(manifest: Manifest) -> str:
    return _said(manifest.titles) or manifest.name


def description(manifest: Manifest) -> str:
    return _said(manifest.descriptions)


def icon(manifest: Manifest) -> str:
    by_system = words.SYSTEM_ICONS.get(manifest.system, words.ICON)
    return words.ICONS.get(manifest.name, by_system)


def note(notes: Mapping[str, str]) -> str:
    """What is new in a release."""
    return _said(notes)


def _said(texts: Mapping[str, str]) -> str:
    """In the language of the page, else in the first of the others that there is."""
    wanted = (language.current(), "nl", "en")
    found = (texts[one] for one in wanted if texts.get(one))
    return next(found, "") or next(iter(texts.values()), "")

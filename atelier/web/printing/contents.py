"""What can be printed on a label, by the word that a form sends: ``device:43``, ``place:3``…"""

from collections.abc import Callable, Mapping, Sequence

from flask_babel import gettext
from sqlalchemy.orm import Session

from atelier.devices import service as devices
from atelier.devices import tags
from atelier.devices.identity import clean_text
from atelier.devices.models import Device
from atelier.errors import NotFound
from atelier.people.models import Organisation
from atelier.people.text import tidy
from atelier.stock import articles, places
from atelier.stock.parts import serials
from atelier.web.language import say
from atelier.web.words import disk as disk_size
from atelier.words import N_
from atelier.workshop.intake import printing
from labels import layout, modecards
from labels.elements import Content
from labels.tags import format_tag

_NOTHING = N_("Dit kan niet gedrukt worden. Open de pagina opnieuw.")


def of(session: Session, organisation: Organisation, what: str) -> Sequence[Content]:
    """The labels. Raises NotFound for what is not there, or is somebody else's."""
    kind, _, which = what.partition(":")
    if kind not in _KINDS:
        raise NotFound(_NOTHING)
    return _KINDS[kind](session, organisation, which)


def _device(session: Session, organisation: Organisation, which: str) -> list[Content]:
    device = devices.get(session, organisation.id, _number(which))
    if not device.tag:
        raise NotFound(N_("Dit toestel heeft nog geen etiket. Geef het eerst een nummer."))
    return [printing.of_device(device, organisation.name)]


def _run(session: Session, organisation: Organisation, which: str) -> list[Content]:
    found = tags.run(session, organisation.id, tidy(which))
    return printing.blank([tag.number for tag in found], organisation.name)


def _place(session: Session, organisation: Organisation, which: str) -> list[Content]:
    place = places.get(session, organisation.id, _number(which))
    code = modecards.code(modecards.PLACE, place.id)
    return [layout.named(code, say(place.name), gettext("Plaats"), organisation.name)]


def _article(session: Session, organisation: Organisation, which: str) -> list[Content]:
    article = articles.get(session, organisation.id, _number(which))
    code = modecards.code(modecards.ARTICLE, article.id)
    return [layout.named(code, article.name, organisation.name)]


def _disk(session: Session, organisation: Organisation, which: str) -> list[Content]:
    """What it is, and that it is not to be used yet: a disk lies among others."""
    part = serials.get(session, organisation.id, _number(which))
    origin = session.get_one(Device, part.device_id)
    name = " ".join(word for word in (clean_text(part.model), disk_size(part.size_bytes)) if word)
    state = gettext("Gewist") if part.freed_at else gettext("NOG TE WISSEN")
    of = gettext("uit toestel %(tag)s", tag=format_tag(origin.tag)) if origin.tag else ""
    code = modecards.code(modecards.DISK, part.id)
    lines = (" · ".join(word for word in (state, clean_text(part.serial)) if word), of)
    return [layout.named(code, name or gettext("Losse schijf"), *lines)]


def _number(which: str) -> int:
    if not which.isdecimal() or len(which) > 9:
        raise NotFound(_NOTHING)
    return int(which)


_KINDS: Mapping[str, Callable[[Session, Organisation, str], list[Content]]] = {
    "device": _device,
    "run": _run,
    "place": _place,
    "article": _article,
    "disk": _disk,
}

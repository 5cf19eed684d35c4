"""What a scan is answered with: words, kept so that the same scan gets the same answer again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from atelier.devices.models import Device
from atelier.stock.models import Place
from atelier.words import N_, Sentence
from labels import tags as numbers

RECEIVED = "received"
REFUSED = "refused"
UNKNOWN = "unknown"
#: No device more: the tag of the one that was scanned just before.
TAGGED = "tagged"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """``suggestions``: tag numbers that may have been meant. ``devices``: ids to choose from.

    ``fresh``: whether it may be received as a device not seen before. ``asks``: whether a person
    has something to settle. ``again``: it may go well the next time. ``kept`` is not shown.
    """

    state: str
    title: Sentence
    detail: Sentence
    device: Device | None = None
    suggestions: Sequence[str] = ()
    devices: Sequence[int] = ()
    fresh: bool = False
    asks: bool = True
    again: bool = False
    tag: str | None = None
    kept: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "title": _stored(self.title),
            "detail": _stored(self.detail),
            "suggestions": list(self.suggestions),
            "devices": list(self.devices),
            "fresh": self.fresh,
            "tag": self.tag,
            "again": self.again,
            **self.kept,
        }


def sentence(stored: Mapping[str, Any]) -> Sentence:
    return Sentence(stored["text"], stored["values"])


def received(
    device: Device, code: str, *, new: bool, gone: str | None, scrap: bool = False
) -> Answer:
    return Answer(
        state=RECEIVED,
        title=shown(device.tag, code),
        detail=Sentence(N_("schroot: het mag weg")) if scrap else _detail(device, new=new),
        device=device,
        asks=False,
        kept={"gone": gone, "scrap": scrap},
    )


def tagged(device: Device, number: str, before: str) -> Answer:
    """``before``: the code by which the device was received."""
    return Answer(
        state=TAGGED,
        title=shown(number, number),
        detail=Sentence(N_("hoort bij %(code)s, dat je net scande"), {"code": before}),
        device=device,
        asks=False,
        kept={"number": number},
    )


def already_inside(device: Device, code: str, place: Place) -> Answer:
    detail = N_("%(code)s · ligt op %(place)s")
    a_tag = _is_a_tag(code)
    if not a_tag:  # makers give one serial to more than one machine
        detail = N_("%(code)s · ligt op %(place)s. Is dit een ander? Plak er een leeg etiket op.")
    return Answer(
        state=REFUSED,
        title=Sentence(N_("Al ontvangen")),
        detail=Sentence(detail, {"code": str(shown(device.tag, code)), "place": place.name}),
        device=device,
        asks=not a_tag,
    )


def settled_already() -> Answer:
    return Answer(
        state=REFUSED,
        title=Sentence(N_("Al uitgezocht")),
        detail=Sentence(N_("Iemand anders heeft hier al voor gekozen.")),
        asks=False,
    )


def _is_a_tag(code: str) -> bool:
    try:
        return bool(numbers.parse(code))
    except numbers.TagError:
        return False


def refused(title: Sentence, detail: Sentence, *, again: bool = False) -> Answer:
    return Answer(state=REFUSED, title=title, detail=detail, again=again)


def wrong_digit(code: str, meant: Sequence[str]) -> Answer:
    """Ten digits that no tag bears; a maker's serial may look the same, so that stays possible."""
    detail = N_("%(code)s: er is een cijfer fout. Kijk het na op het etiket.")
    return Answer(
        state=REFUSED,
        title=Sentence(N_("Dit nummer klopt niet")),
        detail=Sentence(detail, {"code": code}),
        suggestions=meant,
        fresh=True,
    )


def half(code: str) -> Answer:
    detail = N_("%(code)s is kort. Scan het opnieuw, of zeg dat het zo klopt.")
    return Answer(
        state=UNKNOWN,
        title=Sentence(N_("Is dit het hele nummer?")),
        detail=Sentence(detail, {"code": code}),
        fresh=True,
    )


def strange_tag(number: str) -> Answer:
    return Answer(
        state=UNKNOWN,
        title=shown(number, number),
        detail=Sentence(N_("Dit etiket is niet hier gedrukt, maar het nummer klopt.")),
        fresh=True,
        tag=number,
    )


def several(code: str, devices: Sequence[Device]) -> Answer:
    return Answer(
        state=UNKNOWN,
        title=Sentence(N_("Welk toestel is het?")),
        detail=Sentence(N_("Meer toestellen dragen het nummer %(code)s."), {"code": code}),
        devices=[device.id for device in devices],
        fresh=True,
    )


def shown(tag: str | None, code: str) -> Sentence:
    """A tag as it is printed, else the code as it was scanned."""
    return Sentence("%(code)s", {"code": numbers.format_tag(tag) if tag else code})


def _detail(device: Device, *, new: bool) -> Sentence:
    if not device.tag:
        return Sentence(N_("nog geen etiket: plak er een op"))
    if device.name:
        return Sentence("%(name)s", {"name": device.name})
    return Sentence(N_("nieuw etiket, nog te meten") if new else N_("ontvangen"))


def _stored(words: Sentence) -> dict[str, Any]:
    return {"text": words.text, "values": dict(words.values)}

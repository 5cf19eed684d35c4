"""What can come out of a device, by its last report: pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from atelier.devices.identity import clean_text
from atelier.devices.identity.media import medium_id
from atelier.devices.lifecycle import kinds
from atelier.stock.models import ArticleKind
from atelier.web.words import inches, memory
from diagnostics.report import Disk, Report

_LONGEST = 60
_KEYS = frozenset({kinds.LAPTOP})
_CARRIED = frozenset({kinds.LAPTOP, kinds.TABLET, kinds.SMARTPHONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """``key``: of the box to tick; ``name``: of the article that it would count as."""

    key: str
    kind: ArticleKind
    name: str
    quantity: int = 1
    fits: str = ""
    spec: str = ""


def candidates(report: Report | None, kind: str, model: str | None) -> list[Candidate]:
    """All but disks; what nobody measured is offered as what such a kind usually has."""
    found = [*(_measured(report, model or "") if report else _usual(kind, model))]
    if kind in _KEYS:
        found.append(_of_model("keyboard", ArticleKind.KEYBOARD, gettext("Toetsenbord"), model))
        found.append(_of_model("fan", ArticleKind.FAN, gettext("Ventilator"), model))
    if kind == kinds.SCREEN:
        found.append(
            Candidate(
                key="adapter", kind=ArticleKind.ADAPTER, name=gettext("Adapter (uit toestel)")
            )
        )
        found.append(
            Candidate(key="cable", kind=ArticleKind.CABLE, name=gettext("Kabel (uit toestel)"))
        )
    else:
        found.append(
            Candidate(key="charger", kind=ArticleKind.CHARGER, name=gettext("Lader (uit toestel)"))
        )
    return found


def _usual(kind: str, model: str | None) -> Iterator[Candidate]:
    """What is in such a device, where nobody could measure it: it may not even start."""
    if kind in kinds.RUNS_THE_AGENT:
        yield Candidate(
            key="memory-0", kind=ArticleKind.MEMORY, name=gettext("Geheugen (niet gemeten)")
        )
    if kind in _CARRIED:
        yield _of_model("battery-0", ArticleKind.BATTERY, gettext("Batterij"), model)
        yield _of_model("screen-0", ArticleKind.SCREEN, gettext("Scherm"), model)


def _measured(report: Report, model: str) -> list[Candidate]:
    return [
        *_modules(report),
        *_batteries(report, model),
        *_screens(report, model),
        *_radios(report),
    ]


def _modules(report: Report) -> list[Candidate]:
    sorts = Counter(
        (memory(module.size_bytes), clean_text(module.type, 12) or "", module.form_factor or "")
        for module in report.memory.modules
        if module.size_bytes
    )
    return [
        Candidate(
            key=f"memory-{place}",
            kind=ArticleKind.MEMORY,
            name=" ".join(word for word in (gettext("Geheugen"), size, sort) if word),
            quantity=count,
            spec=" ".join(word for word in (sort, clean_text(form, 20) or "") if word),
        )
        for place, ((size, sort, form), count) in enumerate(sorted(sorts.items()))
    ]


def _batteries(report: Report, model: str) -> list[Candidate]:
    return [
        Candidate(
            key=f"battery-{place}",
            kind=ArticleKind.BATTERY,
            name=_joined(gettext("Batterij"), clean_text(battery.model, _LONGEST) or model),
            fits=model,
        )
        for place, battery in enumerate(report.batteries[:4])
    ]


def _screens(report: Report, model: str) -> list[Candidate]:
    return [
        Candidate(
            key=f"screen-{place}",
            kind=ArticleKind.SCREEN,
            name=_joined(gettext("Scherm"), clean_text(screen.model, _LONGEST) or model),
            fits=model,
            spec=f"{inches(screen.inches)} {screen.width_px or ''}".strip(),
        )
        for place, screen in enumerate(report.screens)
        if screen.internal
    ][:1]


def _radios(report: Report) -> list[Candidate]:
    return [
        Candidate(
            key="network",
            kind=ArticleKind.NETWORK,
            name=_joined(gettext("Wifikaart"), clean_text(card.model, _LONGEST) or ""),
        )
        for card in report.network
        if card.kind == "wireless" and card.fixed is not False
    ][:1]


def disks(report: Report | None, media: Sequence[str]) -> list[tuple[str, Disk | None]]:
    """Each medium that is in the device now, with what the report tells of it."""
    known = {medium_id(disk): disk for disk in report.disks} if report else {}
    return [(medium, known.get(medium.partition("#")[0])) for medium in media]


def _of_model(key: str, kind: ArticleKind, word: str, model: str | None) -> Candidate:
    return Candidate(key=key, kind=kind, name=_joined(word, model or ""), fits=model or "")


def _joined(*words: str) -> str:
    return " ".join(word for word in words if word)[:80]

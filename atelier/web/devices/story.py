"""The history of a device as lines that a person can read; the machine's own are folded away."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext
from sqlalchemy.orm import Session

from atelier.bench import words
from atelier.devices import faults, history
from atelier.devices.lifecycle import facts
from atelier.devices.models import Event
from atelier.lending.reservations.overruling import TAKEN_OVER
from atelier.people.models import Account, Station
from atelier.web.imaging import words as imaging
from atelier.web.language import say
from atelier.words import N_, Sentence
from atelier.workshop.repair import harvesting
from atelier.workshop.repair import service as repairing
from atelier.workshop.repair.actions import ACTIONS
from labels import tags


@dataclass(kw_only=True)
class Line:
    """``text`` and ``details`` are in the language of the page already."""

    text: str
    at: datetime
    by: str | None
    #: The machine's own bookkeeping, shown only when asked for.
    folded: bool = False
    details: list[Sentence] = field(default_factory=list)


#: What each kind of event is called; the placeholders are of its data.
_WORDS: Mapping[str, str] = {
    history.CREATED: N_("Voor het eerst gezien"),
    history.MERGED: N_("Samengevoegd met een andere fiche van dit toestel"),
    history.PHOTOGRAPHED: N_("Foto genomen"),
    history.CORRECTED: N_("Gegevens verbeterd"),
    TAKEN_OVER: N_("Weggenomen bij wie erop wachtte"),
    history.UNDONE: N_("Ontvangst ongedaan gemaakt"),
    history.ORDER_ISSUED: N_("Opdracht gegeven: %(order)s"),
    history.ORDER_ENDED: N_("%(order)s: %(outcome)s"),
    history.DESTROY_ORDERED: N_("Beslist: deze schijf moet vernietigd worden"),
    history.EVIDENCE_LATE: N_("Er kwam nog een bewijs van wissen: te laat, het telt niet mee"),
    facts.RECEIVED: N_("Ontvangen"),
    facts.CAME_IN: N_("Binnengekomen"),
    facts.PLACED: N_("Naar %(place)s"),
    facts.TAGGED: N_("Etiket %(tag)s geplakt"),
    facts.DIAGNOSED: N_("Gemeten"),
    facts.MEDIUM_SEEN: N_("Schijven nagekeken"),
    facts.USED: N_("Gebruikt"),
    facts.ERASED: N_("Schijf gewist"),
    facts.EXCEPTIONS_ACCEPTED: N_("Gewist met uitzonderingen: aanvaard"),
    facts.DESTROYED: N_("Schijf vernietigd, door twee mensen bevestigd"),
    facts.IMAGED: N_("Software gezet"),
    facts.BOOTED: N_("Voor het eerst gestart"),
    facts.IMAGE_RELEASED: N_("De software is vrijgegeven"),
    history.BOOT_REFUSED: N_("Een eerste start werd gemeld, maar ze telt niet mee"),
    history.LICENCE_USED: N_("Licentie gebruikt"),
    history.LICENCE_FREED: N_("Licentie vrijgemaakt"),
    history.IMAGE_LATE: N_("Er kwam nog een bewijs van software: te laat, het telt niet mee"),
    facts.FAULT_OPENED: N_("Iets stuk gevonden"),
    facts.FAULT_CLOSED: N_("Niet meer stuk"),
    facts.REPAIRED: N_("Hersteld"),
    repairing.WAITS: N_("Herstelling wacht"),
    repairing.GIVEN_UP: N_("Herstellen lukt niet"),
    harvesting.HARVESTED: N_("Onderdelen eruit gehaald"),
    facts.CHECKED: N_("Nagekeken"),
    facts.INSPECTED: N_("Jaarlijkse controle gedaan"),
    facts.INSPECTION_DUE: N_("Jaarlijkse controle gepland"),
    facts.LEFT: N_("Weg"),
    facts.MISTAKEN: N_("Dat was een vergissing"),
    facts.DISCARDED: N_("De moeite niet waard: het mag weg"),
    facts.SPARED: N_("Toch de moeite waard"),
}
_BY_HAND = N_("Bekeken")
_ERASURES = {
    facts.RESULT_ERASED: N_("Schijf gewist"),
    facts.RESULT_WITH_EXCEPTIONS: N_("Schijf gewist, maar niet alles ging goed"),
    facts.RESULT_NOT_ERASED: N_("Schijf niet gewist"),
}
_ATTESTED = N_("Gewist met een fabrieksreset, zegt een mens")
_MOMENTS = {
    "begun": N_("Het wissen is begonnen"),
    "not_blank": N_("De schijf telt niet meer als gewist: er stond iets op"),
}
_IMAGING_BEGUN = N_("Het zetten van software is begonnen")
_NOT_IMAGED = N_("Software zetten lukte niet")
_SEEN_STARTING = N_("Een mens zag het voor het eerst starten")
#: Of these the details say which disk it was.
_ON_A_DISK = frozenset(
    {
        facts.ERASED,
        facts.EXCEPTIONS_ACCEPTED,
        facts.DESTROYED,
        history.DESTROY_ORDERED,
        history.EVIDENCE_LATE,
        history.IMAGE_LATE,
    }
)
_UNKNOWN = N_("Iets anders")
#: A fault that is open no more without a repair.
_NOT_MENDED = {
    "mistaken": N_("het was niet stuk"),
    "accepted": N_("het mag zo blijven"),
}
_FOLDED = frozenset(
    {history.CREATED, history.MERGED, history.ORDER_ISSUED, facts.CAME_IN, facts.MEDIUM_SEEN}
)
_ORDERS = frozenset({history.ORDER_ISSUED, history.ORDER_ENDED})


def tell(session: Session, events: Sequence[Event]) -> list[Line]:
    """Newest first. What a report changed stands with that report."""
    names = _names(session, events)
    lines: list[Line] = []
    for event in events:
        if event.kind == history.CHANGED:
            _add_change(lines, event, names)
        else:
            lines.append(_line(event, names))
    return lines[::-1]


def _line(event: Event, names: Mapping[tuple[str, int], str]) -> Line:
    by, details = _by(event, names), _details(event)
    if event.data.get("at_bench"):
        # Whoever brought the evidence did not do what it tells of.
        details += _at_bench(event.data, sent_by=by)
        by = None
    return Line(
        text=_text(event),
        at=event.at,
        by=by,
        folded=_is_folded(event),
        details=details,
    )


def _is_folded(event: Event) -> bool:
    if event.kind == facts.FAULT_CLOSED and event.data.get("repair"):
        return True  # the repair itself says so
    return event.kind in _FOLDED or event.data.get("moment") == "begun"


def _text(event: Event) -> str:
    data = dict(event.data)
    if event.kind == facts.DIAGNOSED and "report" not in data:
        return str(gettext(_BY_HAND))
    if event.kind == facts.ERASED:
        return str(gettext(_erasure(event.data)))
    if event.kind in {facts.IMAGED, facts.BOOTED}:
        return str(gettext(_imaging(event.kind, event.data)))
    if "tag" in data:
        data["tag"] = tags.format_tag(str(data["tag"]))
    if event.kind in _ORDERS:
        data = _order(event.data)
    if event.kind == facts.PLACED:
        data["place"] = gettext(str(data.get("place", "?")))
    text: str = gettext(_WORDS.get(event.kind, _UNKNOWN))
    return text % data if "%(" in text else text


def _erasure(data: Mapping[str, Any]) -> str:
    if data.get("moment") in _MOMENTS:
        return _MOMENTS[data["moment"]]
    if data.get("attestation") and data.get("result") == facts.RESULT_ERASED:
        return _ATTESTED
    return _ERASURES.get(str(data.get("result")), _ERASURES[facts.RESULT_NOT_ERASED])


def _imaging(kind: str, data: Mapping[str, Any]) -> str:
    if kind == facts.BOOTED:
        return _SEEN_STARTING if data.get("attestation") else _WORDS[kind]
    if data.get("moment") == "begun":
        return _IMAGING_BEGUN
    return _WORDS[kind] if data.get("verified") is True else _NOT_IMAGED


def _order(data: Mapping[str, Any]) -> dict[str, str]:
    kind = str(data.get("kind", ""))
    outcome = words.outcome(str(data.get("state", "")), data.get("reason"))
    return {"order": gettext(words.KIND_NAMES.get(kind, kind)), "outcome": gettext(outcome)}


def _details(event: Event) -> list[Sentence]:
    if event.kind in _DETAILS:
        return _DETAILS[event.kind](event.data)
    if event.kind == facts.RECEIVED and event.data.get("reference"):
        reference = str(event.data["reference"])
        return [Sentence(N_("schenking %(reference)s"), {"reference": reference})]
    if event.kind == facts.DIAGNOSED and event.data.get("checks"):
        return [_checked(event.data["checks"])]
    return []


def _of_disk(data: Mapping[str, Any]) -> list[Sentence]:
    """Which disk; and what a person gave as the reason, for as long as the history is."""
    told = []
    if data.get("disk_model"):
        told.append(Sentence(N_("schijf %(disk)s"), {"disk": str(data["disk_model"])}))
    if data.get("late"):
        told.append(Sentence(N_("bewijs gekomen nadat de opdracht afgesloten was")))
    if isinstance(reason := data.get("reason"), str) and "kind" not in data:
        told.append(Sentence(N_("reden: %(reason)s"), {"reason": reason}))
    return told


def _of_whoever_lost(data: Mapping[str, Any]) -> list[Sentence]:
    why = Sentence(N_("reden: %(reason)s"), {"reason": str(data.get("why", ""))})
    return [Sentence(str(data["text"]), _values(data)), why]


def _of_image(data: Mapping[str, Any]) -> list[Sentence]:
    """Which software, on which disk; and why not, where it is not on it."""
    told = []
    if data.get("name"):
        which = {"name": str(data["name"]), "release": str(data.get("release", ""))}
        told.append(Sentence(N_("%(name)s %(release)s"), which))
    told += _of_disk(data)
    reasons = data.get("reasons")
    if isinstance(reasons, list):
        told += [Sentence(imaging.REASONS[code]) for code in reasons if code in imaging.REASONS]
    return told


def _of_fault(data: Mapping[str, Any]) -> list[Sentence]:
    """What is wrong, in words; or a part that no driver serves."""
    part = imaging.PARTS.get(str(data.get("part")))
    if part is None:
        return _of_problem(data)
    told = [Sentence(part)]
    if data.get("part_name"):
        told.append(Sentence("%(name)s", {"name": str(data["part_name"])}))
    told.append(Sentence(N_("er is geen stuurprogramma voor")))
    return told


def _of_repair(data: Mapping[str, Any]) -> list[Sentence]:
    """What was done about what, or why it cannot be done."""
    told = []
    if data.get("problem") in faults.PROBLEMS:
        told.append(Sentence(faults.PROBLEMS[data["problem"]].word))
    if data.get("action") in ACTIONS:
        told.append(Sentence(ACTIONS[data["action"]].word))
    if data.get("barrier") in faults.BARRIERS:
        told.append(Sentence(faults.BARRIERS[data["barrier"]].word))
    if data.get("words"):
        told.append(Sentence("%(words)s", {"words": str(data["words"])}))
    return told


def _of_problem(data: Mapping[str, Any]) -> list[Sentence]:
    """An older fact says only which fault; it may be named as the problem."""
    problem = data.get("problem") or str(data.get("fault", "")).partition("/")[0]
    told = [Sentence(faults.PROBLEMS[problem].word)] if problem in faults.PROBLEMS else []
    if data.get("words"):
        told.append(Sentence("%(words)s", {"words": str(data["words"])}))
    if data.get("how") in _NOT_MENDED:
        told.append(Sentence(_NOT_MENDED[data["how"]]))
    return told


def _of_check(data: Mapping[str, Any]) -> list[Sentence]:
    return [Sentence(N_("klasse %(grade)s"), {"grade": str(data["grade"])})]


_DETAILS: Mapping[str, Callable[[Mapping[str, Any]], list[Sentence]]] = {
    facts.CHECKED: _of_check,
    **dict.fromkeys(_ORDERS | _ON_A_DISK, _of_disk),
    **dict.fromkeys((facts.IMAGED, facts.BOOTED, facts.IMAGE_RELEASED), _of_image),
    **dict.fromkeys((facts.FAULT_OPENED, facts.FAULT_CLOSED), _of_fault),
    **dict.fromkeys((facts.REPAIRED, repairing.WAITS, repairing.GIVEN_UP), _of_repair),
    TAKEN_OVER: _of_whoever_lost,
}


def _at_bench(data: Mapping[str, Any], sent_by: str | None) -> list[Sentence]:
    """An erasure that nobody asked for on a page: what is known of it, and what is not."""
    told = [Sentence(N_("aan het toestel zelf gewist, zonder opdracht"))]
    if name := data.get("typed_name"):
        told.append(Sentence(N_("naam aan het toestel getypt: %(name)s"), {"name": str(name)}))
    else:
        told.append(Sentence(N_("wie het deed, is niet bekend")))
    if not data.get("time_known"):
        told.append(Sentence(N_("wanneer is niet bekend: de klok van het toestel klopte niet")))
    if sent_by:
        told.append(Sentence(N_("bewijs gestuurd door %(name)s"), {"name": sent_by}))
    return told


def _checked(told: Sequence[Mapping[str, Any]]) -> Sentence:
    """That somebody looked at the machine as well, and how many things were not good."""
    wrong = sum(each.get("answer") == "wrong" for each in told)
    if wrong:
        return Sentence(N_("op het toestel zelf nagekeken: %(wrong)s niet goed"), {"wrong": wrong})
    return Sentence(N_("op het toestel zelf nagekeken: niets stuk gezien"))


def _add_change(lines: list[Line], event: Event, names: Mapping[tuple[str, int], str]) -> None:
    sentence = Sentence(str(event.data.get("text", "")), _values(event.data))
    folded = event.data.get("weight") == "machine"
    last = lines[-1] if lines else None
    if last is not None and not folded and last.at == event.at:
        last.details.append(sentence)
        return
    lines.append(Line(text=say(sentence), at=event.at, by=_by(event, names), folded=folded))


def _values(data: Mapping[str, Any]) -> Mapping[str, Any]:
    values = data.get("values")
    return values if isinstance(values, Mapping) else {}


def _by(event: Event, names: Mapping[tuple[str, int], str]) -> str | None:
    if event.account_id is not None:
        return names.get(("account", event.account_id))
    if event.station_id is not None:
        return names.get(("station", event.station_id))
    return None


def _names(session: Session, events: Sequence[Event]) -> dict[tuple[str, int], str]:
    """Names of everybody in these events, in one query for people and one for stations."""
    people = {event.account_id for event in events if event.account_id is not None}
    stations = {event.station_id for event in events if event.station_id is not None}
    names: dict[tuple[str, int], str] = {}
    for key, model, ids in (("account", Account, people), ("station", Station, stations)):
        if ids:
            rows = session.execute(sa.select(model.id, model.name).where(model.id.in_(ids)))
            names.update({(key, row.id): row.name for row in rows})
    return names

"""What the pages about reports show, gathered in a number of queries that does not grow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.hardware import Description
from atelier.devices.identity import (
    BOARD_SERIAL,
    DISK_SERIAL,
    DISK_WWN,
    IMEI,
    MAC,
    MAKER_CODE,
    SYSTEM_SERIAL,
    SYSTEM_UUID,
    Identifier,
)
from atelier.devices.models import Device
from atelier.paging import Page, cut
from atelier.people.models import Account, Station
from atelier.words import N_, Sentence
from atelier.workshop.diagnosis import aside, choosing, questions
from atelier.workshop.diagnosis.models import SetAside, StoredReport

SIZE = 25

#: What people call each kind of number. The two of a disk are one thing to them.
_NUMBERS = {
    SYSTEM_SERIAL: N_("Serienummer"),
    MAKER_CODE: N_("Nummer op de sticker"),
    SYSTEM_UUID: N_("Nummer van de fabriek (UUID)"),
    IMEI: N_("IMEI"),
    BOARD_SERIAL: N_("Moederbord"),
    MAC: N_("Netwerkkaart"),
    DISK_WWN: N_("Schijf"),
    DISK_SERIAL: N_("Schijf"),
}


@dataclass(frozen=True, slots=True)
class Tabs:
    """How many wait behind each tab."""

    waiting: int
    set_aside: int


@dataclass(frozen=True, slots=True)
class Waiting:
    report: StoredReport
    told: Description
    candidates: int
    sender: str | None


@dataclass(frozen=True, slots=True)
class WaitingPage:
    rows: Sequence[Waiting]
    #: The report that the next page starts behind.
    after: str | None


@dataclass(frozen=True, slots=True)
class Aside:
    kept: SetAside
    sentence: Sentence
    sender: str | None


@dataclass(frozen=True, slots=True)
class Number:
    """A kind of number, as both sides have it."""

    name: str
    here: Sequence[str]
    there: Sequence[str]


@dataclass(frozen=True, slots=True)
class Rival:
    """A known device that it may be."""

    device: Device
    same: Sequence[Number]
    different: Sequence[Number]


@dataclass(frozen=True, slots=True)
class View:
    """One question: the machine that was measured, beside the devices that it may be."""

    report: StoredReport
    why: Sentence
    told: Description
    numbers: Sequence[Number]
    rivals: Sequence[Rival]


def tabs(session: Session, organisation_id: int) -> Tabs:
    return Tabs(
        choosing.how_many(session, organisation_id), aside.how_many(session, organisation_id)
    )


def waiting_page(session: Session, organisation_id: int, after: str | None) -> WaitingPage:
    found = choosing.waiting(session, organisation_id, after=after, count=SIZE + 1)
    rows, names = found[:SIZE], _senders(session, found)
    return WaitingPage(
        [_waiting(one, names) for one in rows], rows[-1].id if len(found) > SIZE else None
    )


def aside_page(session: Session, organisation_id: int, after: int | None) -> Page[Aside]:
    found = aside.waiting(session, organisation_id, after=after, count=SIZE + 1)
    names = _senders(session, found)
    rows = [Aside(one, Sentence(one.message, one.values), _sender(one, names)) for one in found]
    return cut(rows, [one.id for one in found], SIZE)


def question(session: Session, stored: StoredReport) -> View:
    """What a person needs to see to choose. A candidate that was merged is shown as what it is."""
    asked = questions.read(stored.question or {})
    devices = _devices(session, stored, [int(str(one.key)) for one in asked.candidates])
    return View(
        report=stored,
        why=asked.why,
        told=asked.description,
        numbers=_numbers(asked.identifiers, (), _schemes(asked.identifiers)),
        rivals=[
            Rival(
                device=devices[int(str(one.key))],
                same=_numbers(asked.identifiers, one.agreeing, _schemes(one.agreeing)),
                different=_numbers(asked.identifiers, one.differing, _schemes(one.differing)),
            )
            for one in asked.candidates
            if int(str(one.key)) in devices
        ],
    )


def _waiting(stored: StoredReport, names: dict[tuple[str, int], str]) -> Waiting:
    asked = questions.read(stored.question or {})
    return Waiting(stored, asked.description, len(asked.candidates), _sender(stored, names))


def _devices(session: Session, stored: StoredReport, ids: list[int]) -> dict[int, Device]:
    wanted = sa.select(Device).where(
        Device.id.in_(ids), Device.organisation_id == stored.organisation_id
    )
    return {device.id: device for device in session.scalars(wanted)}


def _schemes(identifiers: Iterable[Identifier]) -> list[str]:
    """In the order of the table above."""
    there = {one.scheme for one in identifiers}
    return [scheme for scheme in _NUMBERS if scheme in there]


def _numbers(
    here: Iterable[Identifier], there: Iterable[Identifier], schemes: Iterable[str]
) -> list[Number]:
    return [
        Number(_NUMBERS[scheme], _values(here, scheme), _values(there, scheme))
        for scheme in schemes
    ]


def _values(identifiers: Iterable[Identifier], scheme: str) -> list[str]:
    return sorted(one.value for one in identifiers if one.scheme == scheme)


def _senders(
    session: Session, sent: Iterable[StoredReport | SetAside]
) -> dict[tuple[str, int], str]:
    """Names of the stations and people that sent these."""
    sent = list(sent)
    stations = {one.station_id for one in sent if one.station_id}
    accounts = {one.account_id for one in sent if one.account_id}
    names = {("station", key): name for key, name in _names(session, Station, stations)}
    return names | {("account", key): name for key, name in _names(session, Account, accounts)}


def _names(
    session: Session, model: type[Station | Account], ids: set[int]
) -> Sequence[tuple[int, str]]:
    found = session.execute(sa.select(model.id, model.name).where(model.id.in_(ids)))
    return found.all()


def _sender(sent: StoredReport | SetAside, names: dict[tuple[str, int], str]) -> str | None:
    if sent.station_id:
        return names.get(("station", sent.station_id))
    return names.get(("account", sent.account_id)) if sent.account_id else None

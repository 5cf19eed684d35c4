"""Which device evidence is of: by the numbers of machine and disk, never by a tag alone."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from atelier.devices import recognition, tags
from atelier.devices import service as devices
from atelier.devices.identity import (
    BOARD_SERIAL,
    DISK_SERIAL,
    DISK_WWN,
    SYSTEM_SERIAL,
    SYSTEM_UUID,
    Choice,
    Identifier,
    Machine,
    Same,
)
from atelier.devices.models import Device
from atelier.words import N_
from atelier.workshop.erasure.brought.errors import UnknownMachine
from diagnostics.wire.erasure import Evidence


def find(session: Session, organisation_id: int, evidence: Evidence, tag: str | None) -> Device:
    """``tag``: as typed at the machine, or by whoever sends the file.

    Among devices that could all be it, it decides. Raises UnknownMachine.
    """
    numbers = frozenset(one for one in _numbers(evidence) if one is not None)
    decision = recognition.decide(session, organisation_id, Machine(None, identifiers=numbers))
    if isinstance(decision, Same):
        return devices.get(session, organisation_id, int(str(decision.key)))
    if not isinstance(decision, Choice):
        raise UnknownMachine(
            N_(
                "Dit toestel kennen we nog niet. Start het met de stick, of stuur eerst zijn "
                "rapport. Bewaar het bestand."
            )
        )
    carrier = carries(session, organisation_id, tag)
    for candidate in decision.candidates:
        if carrier and candidate.key == carrier.id and not candidate.differing:
            return carrier
    raise UnknownMachine(
        N_(
            "We weten niet zeker van welk toestel dit is. Typ ook het etiket van het toestel. "
            "Bewaar het bestand."
        )
    )


def carries(session: Session, organisation_id: int, tag: str | None) -> Device | None:
    """The device that carries this tag, as far as it is one of ours."""
    known = tags.find(session, organisation_id, tag) if tag else None
    if known is None or known.device_id is None:
        return None
    return devices.get(session, organisation_id, known.device_id)


def _numbers(evidence: Evidence) -> Iterator[Identifier | None]:
    machine, disk = evidence.machine, evidence.disk
    yield Identifier.of(SYSTEM_SERIAL, machine.serial)
    yield Identifier.of(SYSTEM_UUID, machine.uuid)
    yield Identifier.of(BOARD_SERIAL, machine.board_serial)
    yield Identifier.of(DISK_WWN, disk.wwn)
    yield Identifier.of(DISK_SERIAL, disk.serial, disk.maker, disk.model)

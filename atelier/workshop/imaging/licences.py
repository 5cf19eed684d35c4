"""Licences for Windows: how many are left, and which device uses which.

A key is never kept, nor shown again: only its last five characters, by which a person who holds the
paper can tell which it is.
"""

import re
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import key_of, lock, now
from atelier.devices import history
from atelier.devices import service as devices
from atelier.devices.identity import clean_text
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid, NotFound
from atelier.people.actor import Actor
from atelier.words import N_
from atelier.workshop.imaging import catalogue
from atelier.workshop.imaging.counting import Line, left, of_device, overview
from atelier.workshop.imaging.given import check_client_id, check_reason
from atelier.workshop.imaging.models import Licence, LicenceUse
from diagnostics.report import Report

#: What pages need of ``counting`` as well.
__all__ = [
    "ASKS_FOR_NONE",
    "KINDS",
    "Line",
    "add",
    "asks_for_one",
    "close",
    "free",
    "get",
    "is_embedded",
    "left",
    "of_device",
    "overview",
    "tail_of",
    "use",
]

Kind = Literal["volume", "sticker"]
KINDS: tuple[Kind, ...] = ("volume", "sticker")
#: No software of these systems asks for a licence; of another kind nobody knows.
_FREE = frozenset({"debian", "linux"})
ASKS_FOR_NONE = N_(
    "Op dit toestel staat geen software die een licentie vraagt. Zet die er eerst op."
)
#: In characters; and on so many devices at most.
_PRODUCT, MOST = 80, 100_000
#: Microsoft leaves out letters and digits that look alike.
_GROUP = "[BCDFGHJKMNPQRTVWXY2346789]{5}"
_KEY = re.compile(f"(?:{_GROUP}-?){{4}}({_GROUP})|({_GROUP})")


def add(
    session: Session,
    organisation_id: int,
    *,
    product: str,
    kind: str,
    count: int,
    key: str | None,
    by: Actor,
    client_id: str,
) -> Licence:
    """``key``: all of it, or its last five characters. The same ``client_id`` adds one.

    Raises Invalid.
    """
    check_client_id(client_id)
    lock(session, key_of("licence", str(organisation_id), client_id))
    if known := _added_before(session, organisation_id, client_id):
        return known
    licence = Licence(
        organisation_id=organisation_id,
        client_id=client_id,
        product=_product(product),
        kind=_kind(kind),
        count=_count(kind, count),
        key_tail=tail_of(key) if key and key.strip() else None,
        added_by_id=_person(by),
    )
    session.add(licence)
    session.flush()
    return licence


def tail_of(key: str) -> str:
    """The last five characters of a product key. Raises Invalid for what is none, and says nothing
    of what it was.
    """
    found = _KEY.fullmatch("".join(key.upper().split()))
    if found is None:
        raise Invalid(
            N_(
                "Dit is geen sleutel. Ze heeft vijf groepen van vijf letters en cijfers. "
                "De laatste groep is genoeg."
            ),
            field="key",
        )
    return found.group(1) or found.group(2)


def close(session: Session, licence: Licence, *, by: Actor) -> None:
    """Typed wrong, or not ours any more: it is not given out again. Devices that use it keep it."""
    if licence.closed_at is None:
        licence.closed_at, licence.closed_by_id = now(), _person(by)
        session.flush()


def get(session: Session, organisation_id: int, licence_id: int) -> Licence:
    """Raises NotFound, also for one of another organisation."""
    licence = session.get(Licence, licence_id)
    if licence is None or licence.organisation_id != organisation_id:
        raise NotFound(N_("Deze licentie staat niet (meer) in de lijst."))
    return licence


def is_embedded(report: Report | None) -> bool:
    """The machine carries its own in its firmware: that one comes first, and costs nobody one."""
    return report is not None and report.firmware.windows_licence is True


def asks_for_one(session: Session, device: Device) -> bool:
    """Whether the software that is on the device now may need a licence."""
    image = catalogue.carried(session, device)
    return image is not None and image.system not in _FREE


def use(
    session: Session,
    device: Device,
    *,
    licence: Licence | None = None,
    report: Report | None = None,
    by: Actor,
    client_id: str,
) -> LicenceUse:
    """``licence`` None: the one in its firmware, as ``report`` (its newest) tells.

    The same ``client_id`` takes one. Raises Conflict where none is left, also where another takes
    the last one at the same moment; where the device has one already; and where nothing on it asks
    for one: what is counted as used and is not, is missing for another.
    """
    check_client_id(client_id)
    history.hold(session, device)
    if known := _used_before(session, device.organisation_id, client_id):
        return known
    if of_device(session, device) is not None:
        raise Conflict(N_("Dit toestel heeft al een licentie."))
    if not asks_for_one(session, device):
        raise Conflict(ASKS_FOR_NONE)
    tail = _take(session, licence) if licence else _embedded(report)
    row = LicenceUse(
        organisation_id=device.organisation_id,
        client_id=client_id,
        device_id=device.id,
        licence_id=licence.id if licence else None,
        key_tail=tail,
        account_id=_person(by),
    )
    session.add(row)
    session.flush()
    _tell(session, device, history.LICENCE_USED, row, licence, by=by)
    return row


def free(
    session: Session, used: LicenceUse, *, reason: str, by: Actor, client_id: str
) -> LicenceUse:
    """The device does not use it any more, so another can. The same ``client_id`` frees once.

    Raises Invalid without a reason, Conflict where it was freed already.
    """
    check_client_id(client_id)
    device = devices.get(session, used.organisation_id, used.device_id)
    history.hold(session, device)
    if known := _used_before(session, used.organisation_id, client_id):
        return known
    why = check_reason(reason)
    freed = sa.select(LicenceUse.id).where(LicenceUse.frees_id == used.id)
    if used.frees_id is not None or session.scalar(freed) is not None:
        raise Conflict(N_("Deze licentie is al vrij."))
    row = LicenceUse(
        organisation_id=used.organisation_id,
        client_id=client_id,
        device_id=used.device_id,
        licence_id=used.licence_id,
        key_tail=used.key_tail,
        frees_id=used.id,
        reason=why,
        account_id=_person(by),
    )
    session.add(row)
    session.flush()
    licence = session.get(Licence, used.licence_id) if used.licence_id else None
    _tell(session, device, history.LICENCE_FREED, row, licence, by=by)
    return row


def _take(session: Session, licence: Licence) -> str | None:
    """Whoever wants the same one at this moment waits, and then finds one less."""
    lock(session, key_of("licence", str(licence.id)))
    session.refresh(licence)
    if not left(session, licence):
        raise Conflict(N_("Van deze licentie is er geen meer over. Kies een andere."))
    return licence.key_tail


def _embedded(report: Report | None) -> str | None:
    if report is None or not is_embedded(report):
        raise Conflict(N_("In dit toestel zit geen licentie. Kies er een uit de lijst."))
    return clean_text(report.firmware.windows_licence_tail, 5)


def _tell(
    session: Session,
    device: Device,
    kind: str,
    row: LicenceUse,
    licence: Licence | None,
    *,
    by: Actor,
) -> None:
    told = {
        "use": row.id,
        "product": licence.product if licence else None,
        "licence": licence.kind if licence else "embedded",
        "tail": row.key_tail,
    }
    if row.reason:
        told["reason"] = row.reason
    history.record(session, device, kind, actor=by, data=told, client_id=row.client_id)


def _added_before(session: Session, organisation_id: int, client_id: str) -> Licence | None:
    return session.scalar(
        sa.select(Licence).where(
            Licence.organisation_id == organisation_id, Licence.client_id == client_id
        )
    )


def _used_before(session: Session, organisation_id: int, client_id: str) -> LicenceUse | None:
    return session.scalar(
        sa.select(LicenceUse).where(
            LicenceUse.organisation_id == organisation_id, LicenceUse.client_id == client_id
        )
    )


def _product(text: str) -> str:
    product = clean_text(text, _PRODUCT)
    if not product:
        raise Invalid(N_("Schrijf waarvoor de licentie is, zoals Windows 11 Pro."), field="product")
    return product


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise Invalid(N_("Kies wat voor licentie het is."), field="kind")
    return kind


def _count(kind: str, count: int) -> int:
    if not 0 < count <= MOST:
        raise Invalid(N_("Typ een getal van 1 of meer."), field="count")
    if kind == "sticker" and count != 1:
        raise Invalid(
            N_("Een sticker is voor één toestel. Voeg ze een voor een toe."), field="count"
        )
    return count


def _person(by: Actor) -> int:
    if by.account_id is None:
        raise ValueError("licences are handled by people")
    return by.account_id

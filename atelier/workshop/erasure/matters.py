"""Disks to deal with: accepted with a reason, destroyed by two people, or erased after all."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import now
from atelier.devices import history
from atelier.devices import service as devices
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid, NotFound
from atelier.paging import Page, cut
from atelier.people.actor import Actor
from atelier.words import N_
from atelier.workshop.erasure.models import Matter, Refused, StoredEvidence
from diagnostics.report import Disk

PAGE_SIZE = 50
_REASON = range(5, 1001)
#: Of a disk that nothing was tried on yet.
_UNABLE = "unable"


class Concerned(Protocol):
    """Which disk of which device: such as an order."""

    organisation_id: int
    device_id: int
    disk_id: str | None
    disk_model: str | None
    disk_serial: str | None
    disk_size_bytes: int | None


class Row(NamedTuple):
    matter: Matter
    device: Device
    evidence: StoredEvidence | None
    #: What came as evidence and was put aside.
    refused: Refused | None = None


def page(
    session: Session, organisation_id: int, after: int | None = None, size: int = PAGE_SIZE
) -> Page[Row]:
    """What is open, the oldest first."""
    wanted = (
        sa.select(Matter, Device, StoredEvidence)
        .join(Device, Device.id == Matter.device_id)
        .outerjoin(StoredEvidence, StoredEvidence.id == Matter.evidence_id)
        .where(Matter.organisation_id == organisation_id, Matter.closed_at.is_(None))
        .order_by(Matter.id)
        .limit(size + 1)
    )
    if after is not None:
        wanted = wanted.where(Matter.id > after)
    rows = [Row(*row) for row in session.execute(wanted)]
    return cut(rows, [row.matter.id for row in rows], size)


def how_many(session: Session, organisation_id: int) -> int:
    wanted = sa.select(sa.func.count()).where(
        Matter.organisation_id == organisation_id, Matter.closed_at.is_(None)
    )
    return session.scalar(wanted) or 0


def get(session: Session, organisation_id: int, matter_id: int) -> Row:
    """Raises NotFound."""
    matter = session.get(Matter, matter_id)
    if matter is None or matter.organisation_id != organisation_id:
        raise NotFound(N_("Deze schijf staat niet (meer) in de lijst."))
    evidence = session.get(StoredEvidence, matter.evidence_id) if matter.evidence_id else None
    refused = session.get(Refused, matter.refused_id) if matter.refused_id else None
    device = devices.get(session, organisation_id, matter.device_id)
    return Row(matter, device, evidence, refused)


def of_device(session: Session, device: Device) -> Sequence[Matter]:
    """The open ones of a device, the oldest first."""
    return session.scalars(
        sa.select(Matter)
        .where(Matter.device_id.in_(history.records_of(device)), Matter.closed_at.is_(None))
        .order_by(Matter.id)
    ).all()


def of_many(session: Session, owners: Mapping[int, int]) -> dict[int, list[Matter]]:
    """``of_device`` of each device, in one query; ``owners``: of ``history.owners``."""
    found: dict[int, list[Matter]] = defaultdict(list)
    wanted = sa.select(Matter).where(Matter.device_id.in_(owners), Matter.closed_at.is_(None))
    for matter in session.scalars(wanted.order_by(Matter.id)):
        found[owners[matter.device_id]].append(matter)
    return found


def follow(session: Session, order: Concerned, evidence: StoredEvidence) -> None:
    """Closes what this erasure has dealt with, or puts the disk on the list."""
    if evidence.result != facts.RESULT_ERASED:
        kind = "exceptions" if evidence.result == facts.RESULT_WITH_EXCEPTIONS else "not_erased"
        open_for(session, order, kind=kind, evidence_id=evidence.id)
        return
    for matter in _open(session, order.organisation_id, order.disk_id or ""):
        if not matter.is_to_be_destroyed:  # a person decided that
            _close(session, matter, "erased", by=Actor())


def open_for(session: Session, order: Concerned, *, kind: str, **found: Any) -> Matter:
    """The disk of this order is to be dealt with, for this reason; what was decided stays."""
    matter = _of(session, order)
    _set(matter, kind=kind, **found)
    session.flush()
    return matter


def add_refused(session: Session, order: Concerned, refused_id: int) -> None:
    """Something came that does not count: whoever deals with the disk sees it."""
    matter = _of(session, order)
    if matter.kind == _UNABLE:
        matter.kind = "refused"
    matter.refused_id = refused_id
    session.flush()


def open_by_hand(session: Session, device: Device, medium: str, disk: Disk | None) -> Matter:
    """A disk that cannot be erased at all. Raises Conflict when it is not in the device."""
    history.hold(session, device)
    if medium not in (history.state_of(session, device).media or ()):
        raise Conflict(N_("Deze schijf zit niet (meer) in het toestel. Meet het toestel opnieuw."))
    matter = _on_the_list(session, device.organisation_id, device.id, medium)
    if disk is not None and not matter.disk_model:
        matter.disk_model, matter.disk_serial = disk.model, disk.serial
        matter.disk_size_bytes = disk.size_bytes
    session.flush()
    return matter


def accept(session: Session, row: Row, *, reason: str, by: Actor, shown: int | None = None) -> None:
    """A coordinator takes an erasure with exceptions as it is, which the history says forever.

    ``shown``: the number of the evidence that they saw; None: that of ``row``. Raises Invalid
    without a reason, Conflict where there is nothing to accept, or something else by now.
    """
    seen = row.evidence.id if shown is None and row.evidence else shown
    matter, device, evidence, _refused = _hold(session, row)
    reason = _reason(reason)
    if matter.closed_how == "accepted":
        return
    if not matter.is_open or matter.is_to_be_destroyed or evidence is None:
        raise Conflict(N_("Deze schijf kan niet zo aanvaard worden. Wis ze opnieuw."))
    if evidence.id != seen:
        raise Conflict(N_("Er kwam intussen een nieuw resultaat. Lees eerst wat er nu staat."))
    state = history.state_of(session, device)
    when, known = state.excepted.get(matter.medium, (0, None))
    if known != evidence.id or when <= state.used:
        raise Conflict(N_("Er is intussen iets anders met deze schijf gebeurd. Wis ze opnieuw."))
    matter.accept_reason = reason
    _close(session, matter, "accepted", by=by)
    _record(
        session,
        row,
        facts.EXCEPTIONS_ACCEPTED,
        by,
        {"evidence": evidence.id, "reasons": list(evidence.reasons), "reason": reason},
    )


def order_destruction(
    session: Session, row: Row, *, reason: str, by: Actor, client_id: str
) -> None:
    """The disk has to be destroyed. Raises Invalid without a reason, Conflict when it is over."""
    matter = _hold(session, row).matter
    reason = _reason(reason)
    if matter.destroy_client_id == client_id:
        return
    if not matter.is_open or matter.is_to_be_destroyed:
        raise Conflict(N_("Over deze schijf is al beslist. Bekijk de lijst opnieuw."))
    matter.destroy_client_id, matter.destroy_reason = client_id, reason
    matter.destroy_ordered_at, matter.destroy_ordered_by_id = now(), by.account_id
    session.flush()
    _record(session, row, history.DESTROY_ORDERED, by, {"reason": reason})


def confirm_destruction(session: Session, row: Row, *, by: Actor) -> Matter:
    """One of two people says that the disk is destroyed; with the second it is.

    Raises Conflict when this person said so already, or when it is not to be destroyed.
    """
    matter = _hold(session, row).matter
    if not matter.is_to_be_destroyed:
        raise Conflict(N_("Deze schijf hoeft niet (meer) vernietigd te worden."))
    if by.account_id is None or by.account_id == matter.first_by_id:
        raise Conflict(
            N_("Jij hebt dit al bevestigd. Een tweede mens moet dat nu doen, met een eigen naam.")
        )
    if matter.first_by_id is None:
        matter.first_by_id, matter.first_at = by.account_id, now()
        session.flush()
        return matter
    matter.second_by_id, matter.second_at = by.account_id, now()
    _close(session, matter, "destroyed", by=by)
    people = [matter.first_by_id, matter.second_by_id]
    _record(session, row, facts.DESTROYED, by, {"people": people, "matter": matter.id})
    return matter


def _hold(session: Session, row: Row) -> Row:
    """As it stands now. Two people who decide at the same moment wait for each other, and for the
    machine that tells something new of the disk: first the device, as that does.
    """
    history.hold(session, row.device)
    session.refresh(row.matter, with_for_update=True)
    return get(session, row.matter.organisation_id, row.matter.id)


def _of(session: Session, order: Concerned) -> Matter:
    matter = _on_the_list(session, order.organisation_id, order.device_id, order.disk_id or "")
    matter.disk_model, matter.disk_serial = order.disk_model, order.disk_serial
    matter.disk_size_bytes = order.disk_size_bytes
    return matter


def _on_the_list(session: Session, organisation_id: int, device_id: int, medium: str) -> Matter:
    device = devices.get(session, organisation_id, device_id)
    for known in _open(session, organisation_id, medium):
        if devices.get(session, organisation_id, known.device_id).id == device.id:
            return known
    matter = Matter(
        organisation_id=organisation_id, device_id=device.id, medium=medium, kind=_UNABLE
    )
    session.add(matter)
    return matter


def _open(session: Session, organisation_id: int, medium: str) -> Sequence[Matter]:
    """Wherever the disk was then; held, as people may be deciding on it just now."""
    return session.scalars(
        sa.select(Matter)
        .where(
            Matter.organisation_id == organisation_id,
            Matter.medium == medium,
            Matter.closed_at.is_(None),
        )
        .order_by(Matter.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _set(
    matter: Matter,
    *,
    kind: str,
    evidence_id: int | None = None,
    refused_id: int | None = None,
) -> None:
    matter.kind = kind
    matter.evidence_id, matter.refused_id = evidence_id, refused_id


def _close(session: Session, matter: Matter, how: str, *, by: Actor) -> None:
    matter.closed_how, matter.closed_at, matter.closed_by_id = how, now(), by.account_id
    session.flush()


def _record(session: Session, row: Row, kind: str, by: Actor, told: dict[str, Any]) -> None:
    matter = row.matter
    history.record(
        session,
        row.device,
        kind,
        actor=by,
        data={"medium": matter.medium, "disk_model": matter.disk_model, **told},
        client_id=str(uuid5(NAMESPACE_URL, f"atelier:matter:{matter.id}:{kind}")),
    )


def _reason(text: str) -> str:
    text = " ".join(text.replace("\0", "").split())
    if len(text) not in _REASON:
        raise Invalid(N_("Schrijf in een zin waarom."), field="reason")
    return text

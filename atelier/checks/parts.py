"""Parts: none is free without proof, kept for what is over, or used without leaving its place."""

from collections.abc import Callable, Iterator, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier.checks.finding import Finding
from atelier.devices.lifecycle import facts
from atelier.devices.models import Event
from atelier.stock.models import PartHold, Posting, SerialPart
from atelier.stock.parts import USED
from atelier.workshop.erasure.models import StoredEvidence
from atelier.workshop.repair.models import Repair


def no_disk_is_free_without_proof(session: Session) -> Iterator[Finding]:
    """What is free was erased: the evidence is about it, and says so or was accepted."""
    free = session.scalars(
        sa.select(SerialPart)
        .where(sa.or_(SerialPart.freed_at.is_not(None), SerialPart.ending == "installed"))
        .order_by(SerialPart.id)
    )
    for part in free:
        evidence = session.get(StoredEvidence, part.evidence_id or 0)
        if evidence is None:
            yield Finding(f"loose disk {part.id}", "is free, and nothing proves that it is erased")
        elif not _is_about(evidence, part):
            yield Finding(f"loose disk {part.id}", f"evidence {evidence.id} is about another disk")
        elif not _is_erased(session, evidence):
            yield Finding(f"loose disk {part.id}", f"evidence {evidence.id} says {evidence.result}")


def nothing_is_kept_for_what_is_over(session: Session) -> Iterator[Finding]:
    rows = session.execute(
        sa.select(PartHold.id, Repair.id)
        .join(Repair, Repair.id == PartHold.repair_id)
        .where(PartHold.settled_at.is_(None), Repair.closed_at.is_not(None))
        .order_by(PartHold.id)
    )
    for hold, repair in rows:
        yield Finding(f"hold {hold}", f"is kept for repair {repair}, which is closed")


def what_is_used_left_its_place(session: Session) -> Iterator[Finding]:
    """Each counted part that is in a device has its move in the ledger, of as many."""
    holds = session.scalars(
        sa.select(PartHold)
        .where(PartHold.settlement == USED, PartHold.article_id.is_not(None))
        .order_by(PartHold.id)
    )
    for hold in holds:
        moved = session.scalar(
            sa.select(Posting).where(
                Posting.organisation_id == hold.organisation_id,
                Posting.client_id == ids.part(hold.client_id, USED),
            )
        )
        told = (hold.article_id, hold.quantity, hold.place_id)
        if moved is None or (moved.article_id, moved.quantity, moved.from_place_id) != told:
            yield Finding(f"hold {hold.id}", "is used, and the ledger tells of no such move")


def _is_about(evidence: StoredEvidence, part: SerialPart) -> bool:
    """What has no number of its own can only have been erased where it was."""
    if part.medium.startswith("loose:"):
        return evidence.organisation_id == part.organisation_id
    return (evidence.organisation_id, evidence.medium) == (part.organisation_id, part.medium)


def _is_erased(session: Session, evidence: StoredEvidence) -> bool:
    if evidence.result == facts.RESULT_ERASED and evidence.verified:
        return True
    accepted = session.scalars(
        sa.select(Event).where(
            Event.device_id == evidence.device_id, Event.kind == facts.EXCEPTIONS_ACCEPTED
        )
    )
    return any(event.data["evidence"] == evidence.id for event in accepted)


Check = Callable[[Session], Iterator[Finding]]
#: Each by what has to hold.
CHECKS: Mapping[str, Check] = {
    "no loose disk is free without proof": no_disk_is_free_without_proof,
    "no part is kept for a repair that is over": nothing_is_kept_for_what_is_over,
    "what is built in left its place": what_is_used_left_its_place,
}

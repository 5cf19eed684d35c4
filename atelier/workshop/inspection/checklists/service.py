"""The checklists of an organisation: which one counts, and how a new version comes to be."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier.db import key_of, lock, now
from atelier.devices.lifecycle import KINDS
from atelier.edge import settings
from atelier.errors import Invalid, NotFound
from atelier.people.actor import Actor
from atelier.settings import rules_path
from atelier.words import N_
from atelier.workshop.inspection.checklists import delivered
from atelier.workshop.inspection.checklists.card import Card, read, write
from atelier.workshop.inspection.checklists.models import Checklist, ChecklistDraft


def cards_delivered(kind: str) -> tuple[Card, ...]:
    """Of that kind of device, as the file says."""
    return delivered.load(_path())[_known(kind)]


def cards_of(session: Session, organisation_id: int, kind: str) -> tuple[Card, ...]:
    """What is asked now."""
    return _cards_now(newest_of(session, organisation_id, kind), kind)


def newest_of(session: Session, organisation_id: int, kind: str) -> Checklist | None:
    return session.scalar(
        sa.select(Checklist)
        .where(Checklist.organisation_id == organisation_id, Checklist.kind == _known(kind))
        .order_by(Checklist.version.desc())
        .limit(1)
    )


def current(session: Session, organisation_id: int, kind: str) -> Checklist:
    """The version that counts now, written down so that an answer can name it."""
    newest = newest_of(session, organisation_id, kind)
    if newest is not None and not newest.delivered:
        return newest
    cards = write(cards_delivered(kind))
    if newest is not None and newest.cards == cards:
        return newest
    _hold(session, organisation_id, kind)
    newest = newest_of(session, organisation_id, kind)  # somebody else may have written it
    if newest is not None and (not newest.delivered or newest.cards == cards):
        return newest
    return _add(
        session,
        Checklist(
            organisation_id=organisation_id,
            kind=kind,
            client_id=str(uuid.uuid4()),
            cards=cards,
            delivered=True,
        ),
    )


def versions(session: Session, organisation_id: int, kind: str) -> Sequence[Checklist]:
    """The newest first."""
    return session.scalars(
        sa.select(Checklist)
        .where(Checklist.organisation_id == organisation_id, Checklist.kind == _known(kind))
        .order_by(Checklist.version.desc())
        .limit(50)
    ).all()


@dataclass(frozen=True, kw_only=True)
class Listed:
    """``version``: 0 as long as nobody answered or changed it."""

    kind: str
    count: int
    version: int
    is_changing: bool


def overview(session: Session, organisation_id: int, kinds: Sequence[str]) -> list[Listed]:
    """The list of each kind, in two queries."""
    mine = sa.select(Checklist).where(Checklist.organisation_id == organisation_id)
    newest = (
        sa.select(sa.func.max(Checklist.id))
        .where(Checklist.organisation_id == organisation_id)
        .group_by(Checklist.kind)
    )
    known = {one.kind: one for one in session.scalars(mine.where(Checklist.id.in_(newest)))}
    drafts = session.scalars(
        sa.select(ChecklistDraft).where(ChecklistDraft.organisation_id == organisation_id)
    )
    changing = {draft.kind: draft.cards for draft in drafts}
    return [
        Listed(
            kind=kind,
            count=len(changing.get(kind) or _cards_now(known.get(kind), kind)),
            version=known[kind].version if kind in known else 0,
            is_changing=kind in changing,
        )
        for kind in kinds
    ]


def draft_of(session: Session, organisation_id: int, kind: str) -> tuple[Card, ...] | None:
    """What is being changed; None where nobody does."""
    draft = session.get(ChecklistDraft, (organisation_id, _known(kind)))
    return read(draft.cards) if draft else None


def keep_draft(
    session: Session, organisation_id: int, kind: str, cards: Sequence[Card], *, actor: Actor
) -> None:
    """Raises Invalid where the list would make no sense."""
    _hold(session, organisation_id, kind)
    told = write(read(write(cards)))
    draft = session.get(ChecklistDraft, (organisation_id, kind))
    if draft is None:
        draft = ChecklistDraft(organisation_id=organisation_id, kind=kind, cards=told)
        session.add(draft)
    draft.cards, draft.changed_at, draft.account_id = told, now(), actor.account_id
    session.flush()


def drop_draft(session: Session, organisation_id: int, kind: str) -> None:
    draft = session.get(ChecklistDraft, (organisation_id, _known(kind)))
    if draft is not None:
        session.delete(draft)
        session.flush()


def publish(
    session: Session, organisation_id: int, kind: str, *, actor: Actor, client_id: str
) -> Checklist:
    """The draft counts from now on. The same ``client_id`` makes one version.

    Raises Invalid where nothing was changed.
    """
    client_id = ids.checked(client_id)
    _hold(session, organisation_id, kind)
    known = session.scalar(
        sa.select(Checklist).where(
            Checklist.organisation_id == organisation_id, Checklist.client_id == client_id
        )
    )
    if known is not None:
        return known
    draft = draft_of(session, organisation_id, kind)
    if draft is None or draft == cards_of(session, organisation_id, kind):
        drop_draft(session, organisation_id, kind)
        raise Invalid(N_("Er is niets veranderd aan deze lijst."))
    drop_draft(session, organisation_id, kind)
    return _add(
        session,
        Checklist(
            organisation_id=organisation_id,
            kind=kind,
            client_id=client_id,
            cards=write(draft),
            delivered=draft == cards_delivered(kind),
            account_id=actor.account_id,
        ),
    )


def get(session: Session, organisation_id: int, checklist_id: int) -> Checklist:
    found = session.get(Checklist, checklist_id)
    if found is None or found.organisation_id != organisation_id:
        raise NotFound(N_("Deze lijst kennen we niet. Kies er een uit het overzicht."))
    return found


def _cards_now(newest: Checklist | None, kind: str) -> tuple[Card, ...]:
    if newest is None or newest.delivered:
        return cards_delivered(kind)
    return read(newest.cards)


def _add(session: Session, made: Checklist) -> Checklist:
    newest = newest_of(session, made.organisation_id, made.kind)
    made.version = newest.version + 1 if newest else 1
    session.add(made)
    session.flush()
    return made


def _hold(session: Session, organisation_id: int, kind: str) -> None:
    lock(session, key_of("checklist", str(organisation_id), _known(kind)))


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise NotFound(N_("Kies wat voor toestel het is."))
    return kind


def _path() -> Path:
    return rules_path(settings().rules.checklists)

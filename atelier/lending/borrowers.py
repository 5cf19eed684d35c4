"""Borrowers: a reference, a name and one way to reach them."""

import secrets
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier import months as calendar
from atelier.db import key_of, lock, now
from atelier.errors import Conflict, Invalid, NotFound
from atelier.lending.models import Borrower, Loan
from atelier.people.text import tidy
from atelier.words import N_

LANGUAGES = ("nl", "fr", "en")
_LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"  # none that look alike


def register(
    session: Session,
    *,
    organisation_id: int,
    name: str,
    contact: str,
    client_id: str,
    reference: str = "",
    language: str = "nl",
) -> Borrower:
    """A new borrower, or the one that ``reference`` stands for, with name and contact as given now.

    Without a reference one is made. The same ``client_id`` (UUID of the form) registers once.
    Raises Invalid without a name or a way to reach them.
    """
    client_id = ids.checked(client_id)
    lock(session, key_of("borrowers", str(organisation_id)))
    mine = Borrower.organisation_id == organisation_id
    if known := session.scalar(sa.select(Borrower).where(mine, Borrower.client_id == client_id)):
        return known
    name, contact, reference = tidy(name)[:80], tidy(contact)[:120], tidy(reference)[:40]
    if not name:
        raise Invalid(N_("Schrijf de naam van de lener."), field="name")
    if not contact:
        raise Invalid(N_("Schrijf een telefoonnummer of een e-mailadres."), field="contact")
    if language not in LANGUAGES:
        raise Invalid(N_("Kies een taal in de lijst."), field="language")
    found = reference and session.scalar(
        sa.select(Borrower).where(mine, Borrower.reference == reference)
    )
    borrower = found or Borrower(
        organisation_id=organisation_id,
        client_id=client_id,
        reference=reference or _fresh_reference(session, organisation_id),
    )
    borrower.name, borrower.contact, borrower.language = name, contact, language
    borrower.forgotten_at = None
    session.add(borrower)
    session.flush()
    return borrower


def get(session: Session, organisation_id: int, borrower_id: int) -> Borrower:
    borrower = session.get(Borrower, borrower_id)
    if borrower is None or borrower.organisation_id != organisation_id:
        raise NotFound(N_("Deze lener kennen we niet (meer)."))
    return borrower


def search(session: Session, organisation_id: int, text: str, size: int = 20) -> Sequence[Borrower]:
    """Those whose reference begins so, or whose name has it in it; the newest first."""
    text = tidy(text)
    wanted = sa.or_(
        sa.func.lower(Borrower.reference).startswith(text.lower(), autoescape=True),
        sa.func.lower(Borrower.name).contains(text.lower(), autoescape=True),
    )
    return session.scalars(
        sa.select(Borrower)
        .where(Borrower.organisation_id == organisation_id, wanted)
        .order_by(Borrower.id.desc())
        .limit(size)
    ).all()


def forget(session: Session, borrower: Borrower) -> None:
    """Name and contact go; the figures stay. Raises Conflict while a device is out."""
    out = sa.select(Loan.number).where(Loan.borrower_id == borrower.id, Loan.ended_at.is_(None))
    if (number := session.scalar(out.limit(1))) is not None:
        raise Conflict(
            N_("Deze lener heeft nog een toestel (uitlening %(number)s). Neem dat eerst terug."),
            number=number,
        )
    borrower.name = borrower.contact = None
    borrower.forgotten_at = now()
    session.flush()


def forget_old(session: Session, organisation_id: int, *, months: int, today: date) -> int:
    """Forgets whoever brought the last device back so long ago; how many."""
    out = sa.select(Loan.borrower_id).where(Loan.ended_at.is_(None))
    rows = session.execute(
        sa.select(Borrower, sa.func.max(Loan.ended_at, type_=Loan.started_at.type))
        .outerjoin(Loan, Loan.borrower_id == Borrower.id)
        .where(
            Borrower.organisation_id == organisation_id,
            Borrower.forgotten_at.is_(None),
            Borrower.id.not_in(out),
        )
        .group_by(Borrower.id)
    )
    old = [
        borrower
        for borrower, last in rows
        if calendar.add((last or borrower.created_at).date(), months) <= today
    ]
    for borrower in old:
        forget(session, borrower)
    return len(old)


def _fresh_reference(session: Session, organisation_id: int) -> str:
    while True:
        made = "".join(secrets.choice(_LETTERS) for _ in range(6))
        taken = sa.select(Borrower.id).where(
            Borrower.organisation_id == organisation_id, Borrower.reference == made
        )
        if session.scalar(taken) is None:
            return made

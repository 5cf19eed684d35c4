"""Borrowers: a reference, a name and one way to reach them."""

import re
import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from atelier import ids
from atelier import months as calendar
from atelier.db import key_of, lock, now
from atelier.errors import Conflict, Invalid, NotFound
from atelier.lending import reminders, visits
from atelier.lending.days import day_of
from atelier.lending.models import Borrower, Gift, Loan, LoanPhoto, Visit
from atelier.paging import Page, cut
from atelier.people.actor import SYSTEM, Actor
from atelier.people.text import tidy
from atelier.words import N_

LANGUAGES = ("nl", "fr", "en")
PAGE_SIZE = 50
log = structlog.get_logger()
_FEWEST_DIGITS = 6  # of a number that can be called
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
    Raises Invalid without a name or a way to reach them, Conflict for a reference of somebody else.
    """
    client_id = ids.checked(client_id)
    lock(session, key_of("borrowers", str(organisation_id)))
    mine = Borrower.organisation_id == organisation_id
    if known := session.scalar(sa.select(Borrower).where(mine, Borrower.client_id == client_id)):
        return known
    name, contact, reference = tidy(name)[:80], tidy(contact)[:120], tidy(reference)[:40]
    _refuse(name, contact, language)
    borrower = _known_by(session, organisation_id, reference, name) or Borrower(
        organisation_id=organisation_id,
        client_id=client_id,
        reference=reference or _fresh_reference(session, organisation_id),
    )
    session.add(borrower)
    _set(session, borrower, name, contact, language)
    borrower.forgotten_at = None
    session.flush()
    return borrower


def change(
    session: Session, borrower: Borrower, *, name: str, contact: str, language: str, actor: Actor
) -> None:
    """What was wrong is right from now on: nothing keeps the old name.

    Raises Invalid as ``register``, Conflict for a borrower who was forgotten.
    """
    session.refresh(borrower, with_for_update=True)
    if borrower.forgotten_at is not None:
        raise Conflict(
            N_("Deze lener is vergeten. Naam en contact schrijf je bij een nieuwe uitlening.")
        )
    name, contact = tidy(name)[:80], tidy(contact)[:120]
    _refuse(name, contact, language)
    _set(session, borrower, name, contact, language)
    session.flush()
    log.info("borrower_changed", borrower=borrower.id, by=actor.account_id)


def get(session: Session, organisation_id: int, borrower_id: int) -> Borrower:
    borrower = session.get(Borrower, borrower_id)
    if borrower is None or borrower.organisation_id != organisation_id:
        raise NotFound(N_("Deze lener kennen we niet (meer)."))
    return borrower


def search(session: Session, organisation_id: int, text: str, size: int = 20) -> Sequence[Borrower]:
    """Those whose reference begins so, or whose name has it in it; the newest first.

    Nobody who was forgotten: ``register`` knows them again by their reference, with a new name.
    """
    known = Borrower.forgotten_at.is_(None)
    return session.scalars(
        sa.select(Borrower)
        .where(Borrower.organisation_id == organisation_id, known, _like(tidy(text)))
        .order_by(Borrower.id.desc())
        .limit(size)
    ).all()


def page(
    session: Session,
    organisation_id: int,
    text: str = "",
    after: int | None = None,
    size: int = PAGE_SIZE,
) -> Page[tuple[Borrower, int]]:
    """The newest first, with how many devices each has now; in one query.

    Who was forgotten is found by the whole reference alone. ``after``: the key of the last seen.
    """
    running = (
        sa.select(sa.func.count())
        .where(Loan.borrower_id == Borrower.id, Loan.ended_at.is_(None))
        .scalar_subquery()
    )
    text = tidy(text)
    known = sa.and_(Borrower.forgotten_at.is_(None), _like(text))
    wanted = (
        sa.select(Borrower, running)
        .where(Borrower.organisation_id == organisation_id, sa.or_(known, _refers(text)))
        .order_by(Borrower.id.desc())
        .limit(size + 1)
    )
    wanted = wanted.where(Borrower.id < after) if after else wanted
    found = [(borrower, count) for borrower, count in session.execute(wanted)]
    return cut(found, [borrower.id for borrower, _ in found], size)


def hold(session: Session, borrower: Borrower) -> None:
    """Whoever would forget this borrower waits until this transaction ends.

    Held as by a row that points at it. Raises Conflict where it is forgotten already: nothing may
    be theirs that nobody can ask back.
    """
    session.refresh(borrower, with_for_update={"read": True, "key_share": True})
    if borrower.forgotten_at is not None:
        raise Conflict(N_("Deze lener is vergeten. Ga terug, en schrijf naam en contact opnieuw."))


def forget(session: Session, borrower: Borrower, *, actor: Actor = SYSTEM) -> None:
    """Name and contact go, with addresses, photos and what was written in words; the figures stay.

    Twice is once. Reasons why something was taken back are of the ledger, and stay: whoever writes
    them is told to name nobody. So do faults, which are of the device.

    The files go once this is committed (``signing.forget`` and ``photos.forget``). Raises Conflict
    while a device is out.
    """
    session.refresh(borrower, with_for_update=True)
    if borrower.forgotten_at is not None:
        return
    out = sa.select(Loan.number).where(Loan.borrower_id == borrower.id, Loan.ended_at.is_(None))
    if (number := session.scalar(out.limit(1))) is not None:
        raise Conflict(
            N_("Deze lener heeft nog een toestel (uitlening %(number)s). Neem dat eerst terug."),
            number=number,
        )
    visits.call_off(session, borrower, actor=actor)
    loans = sa.select(Loan.id).where(Loan.borrower_id == borrower.id)
    session.execute(sa.delete(LoanPhoto).where(LoanPhoto.loan_id.in_(loans)))
    _forget_words(session, borrower)
    borrower.name = borrower.contact = None
    borrower.forgotten_at = now()
    session.flush()
    log.info("borrower_forgotten", borrower=borrower.id, by=actor.account_id)


def forgotten_on(session: Session, borrower: Borrower, months: int) -> date | None:
    """The day on which name and contact go by themselves; None: a device is out."""
    out = sa.select(Loan.id).where(Loan.borrower_id == borrower.id, Loan.ended_at.is_(None))
    if session.scalar(out.limit(1)) is not None:
        return None
    ended = sa.select(sa.func.max(Loan.ended_at, type_=Loan.started_at.type)).where(
        Loan.borrower_id == borrower.id
    )
    moments = (session.scalar(ended), session.scalar(sa.select(_given(borrower.id))))
    return calendar.add(day_of(_last(borrower, *moments)), months)


def forget_old(session: Session, organisation_id: int, *, months: int, today: date) -> int:
    """Forgets whoever brought the last device back, or was given one, so long ago; how many."""
    out = sa.select(Loan.borrower_id).where(Loan.ended_at.is_(None))
    rows = session.execute(
        sa.select(
            Borrower,
            sa.func.max(Loan.ended_at, type_=Loan.started_at.type),
            _given(Borrower.id),
        )
        .outerjoin(Loan, Loan.borrower_id == Borrower.id)
        .where(
            Borrower.organisation_id == organisation_id,
            Borrower.forgotten_at.is_(None),
            Borrower.id.not_in(out),
        )
        .group_by(Borrower.id)
        .order_by(Borrower.id)
    )
    old = [
        borrower
        for borrower, *moments in rows
        if calendar.add(day_of(_last(borrower, *moments)), months) <= today
    ]
    return sum(_forgot(session, borrower) for borrower in old)


def _forgot(session: Session, borrower: Borrower) -> bool:
    """False for who was lent something a moment ago: that is no reason to stop."""
    try:
        forget(session, borrower)
    except Conflict:
        return False
    return True


def _forget_words(session: Session, borrower: Borrower) -> None:
    """Of what was lent, given and visited: people write names and streets in these."""
    loans = sa.select(Loan.id).where(Loan.borrower_id == borrower.id)
    for words in (
        sa.update(Loan).where(Loan.borrower_id == borrower.id).values(state_note=""),
        sa.update(Gift).where(Gift.borrower_id == borrower.id).values(note=""),
        sa.update(Visit).where(Visit.loan_id.in_(loans)).values(moment=""),
    ):
        session.execute(words, execution_options={"synchronize_session": "fetch"})


def _given(borrower_id: Any) -> sa.ScalarSelect[datetime]:
    """When this borrower was given something last."""
    return (
        sa.select(sa.func.max(Gift.given_at, type_=Gift.given_at.type))
        .where(Gift.borrower_id == borrower_id, Gift.undone_at.is_(None))
        .scalar_subquery()
    )


def _last(borrower: Borrower, *moments: datetime | None) -> datetime:
    """When this borrower had to do with us last."""
    return max((one for one in moments if one), default=borrower.created_at)


def _refuse(name: str, contact: str, language: str) -> None:
    if not name:
        raise Invalid(N_("Schrijf een naam."), field="name")
    if not _reaches(contact):
        raise Invalid(N_("Schrijf een telefoonnummer of een e-mailadres."), field="contact")
    if language not in LANGUAGES:
        raise Invalid(N_("Kies een taal in de lijst."), field="language")


def _reaches(contact: str) -> bool:
    """Whether it can be a number or an address at all, with words beside it or not."""
    digits = sum(letter.isdigit() for letter in contact)
    return digits >= _FEWEST_DIGITS or re.search(r"[^\s@]@[^\s@]+\.[^\s@.]", contact) is not None


def _known_by(session: Session, organisation_id: int, reference: str, name: str) -> Borrower | None:
    """Whom the reference stands for: a slip in it must not give somebody another's name."""
    if not reference:
        return None
    found = session.scalar(
        sa.select(Borrower)
        .where(
            Borrower.organisation_id == organisation_id,
            _refers(reference),
        )
        .order_by(Borrower.reference != reference, Borrower.id)
        .limit(1)
    )
    if found is not None and found.name and found.name.casefold() != name.casefold():
        raise Conflict(
            N_(
                "Het kenmerk %(reference)s is van iemand anders: %(name)s. Zoek die persoon op, of"
                " kies een ander kenmerk."
            ),
            field="reference",
            reference=found.reference,
            name=found.name,
        )
    return found


def _refers(reference: str) -> sa.ColumnElement[bool]:
    """Capitals or not, as the database itself tells them apart: not all know é from É."""
    same_letters = sa.func.lower(Borrower.reference) == sa.func.lower(reference)
    return sa.or_(Borrower.reference == reference, same_letters)


def _like(text: str) -> sa.ColumnElement[bool]:
    return sa.or_(
        Borrower.reference.istartswith(text, autoescape=True),
        Borrower.name.icontains(text, autoescape=True),
    )


def _set(session: Session, borrower: Borrower, name: str, contact: str, language: str) -> None:
    was = borrower.contact
    borrower.name, borrower.contact, borrower.language = name, contact, language
    session.flush()
    if was != contact:
        reminders.start_over(session, borrower)


def _fresh_reference(session: Session, organisation_id: int) -> str:
    while True:
        made = "".join(secrets.choice(_LETTERS) for _ in range(6))
        taken = sa.select(Borrower.id).where(
            Borrower.organisation_id == organisation_id, Borrower.reference == made
        )
        if session.scalar(taken) is None:
            return made

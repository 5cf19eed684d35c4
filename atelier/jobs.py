"""What time does by itself: promises, days that are over, reminders, names that go."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from flask_babel import force_locale, format_date, gettext
from sqlalchemy.orm import Session

from atelier import letters
from atelier.devices import inspections
from atelier.lending import borrowers, reminders, rules, visits
from atelier.lending.loans import photos, signing
from atelier.lending.reminders import Word
from atelier.lending.reservations import allocating, fulfilling
from atelier.people.actor import SYSTEM
from atelier.people.models import Organisation
from atelier.settings import Settings

log = logging.getLogger(__name__)

FAILED = "failed"
COUNTED = ("overdue", "promised", "expired", "planned", "forgotten", "sent", FAILED)


class Turn(NamedTuple):
    """``number``: of the organisation whose turn it is."""

    number: int
    settings: Settings
    today: date


#: How many it did.
Part = Callable[[Session, Organisation, Turn], int]


def run(session: Session, settings: Settings, today: date) -> Mapping[str, int]:
    """All of it, once, for each organisation. How many of each were done.

    Each part is committed by itself: it holds what it needs no longer than it takes, and what goes
    wrong in one stops no other (``failed``).
    """
    done: Counter[str] = Counter(dict.fromkeys(COUNTED, 0))
    organisations = session.scalars(sa.select(Organisation.id).order_by(Organisation.id)).all()
    session.commit()
    for number in organisations:
        for name, part in _PARTS.items():
            done.update(_done(session, name, part, Turn(number, settings, today)))
    done["sent"] = send(session, settings)
    return done


def send(session: Session, settings: Settings) -> int:
    """Sends what is open; how many went. What does not go is tried again the next time.

    Of two who send at once, one sends each word.
    """
    sent = 0
    words = reminders.open_words(session)
    session.commit()  # nobody waits while a mail server does
    for word in words:
        mine = reminders.take(session, word.reminder_id)
        session.commit()
        if not mine:
            continue
        trouble = _send_one(settings, word)
        reminders.took(session, word.reminder_id, trouble)
        session.commit()
        sent += trouble is None
        if trouble is not None:
            log.warning("reminder %s was not sent: %s", word.reminder_id, trouble)
    return sent


def _done(session: Session, name: str, part: Part, turn: Turn) -> Mapping[str, int]:
    try:
        count = part(session, session.get_one(Organisation, turn.number), turn)
        session.commit()
    except Exception:
        session.rollback()
        log.exception("%s of organisation %s went wrong", name, turn.number)
        return {FAILED: 1}
    return {name: count} if name in COUNTED else {}


def _catch_up(session: Session, organisation: Organisation, turn: Turn) -> int:
    if organisation.served_by_id is not None:
        return 0
    allocating.one_by_one(session, organisation.id)  # it may take many devices
    return inspections.catch_up(session, organisation.id, turn.today)


def _expire(session: Session, organisation: Organisation, turn: Turn) -> int:
    if organisation.served_by_id is not None:
        return 0
    return fulfilling.expire(session, organisation.id, today=turn.today)


def _promise(session: Session, organisation: Organisation, _turn: Turn) -> int:
    if organisation.served_by_id is not None:
        return 0
    return allocating.allocate(session, organisation.id, actor=SYSTEM)


def _plan(session: Session, organisation: Organisation, turn: Turn) -> int:
    return reminders.plan(
        session,
        organisation.id,
        rules.of(organisation, turn.settings.lending),
        turn.today,
        has_mail=bool(turn.settings.mail.server),
        has_sms=bool(turn.settings.sms.url),
    )


def _forget_visits(session: Session, organisation: Organisation, turn: Turn) -> int:
    return visits.forget_late(session, organisation.id, turn.today)


def _forget(session: Session, organisation: Organisation, turn: Turn) -> int:
    own = rules.of(organisation, turn.settings.lending)
    return borrowers.forget_old(
        session, organisation.id, months=own.forget_months, today=turn.today
    )


def _forget_files(session: Session, organisation: Organisation, turn: Turn) -> int:
    """Of those whose forgetting is committed: a file does not come back."""
    signing.forget(session, organisation.id, turn.settings.files)
    return photos.forget(session, organisation.id, turn.settings.files)


#: In this order: what is given up is promised at once.
_PARTS: Mapping[str, Part] = {
    "overdue": _catch_up,
    "expired": _expire,
    "promised": _promise,
    "planned": _plan,
    "visits": _forget_visits,
    "forgotten": _forget,
    "files": _forget_files,
}


def _send_one(settings: Settings, word: Word) -> str | None:
    """Why it did not go; None: it did."""
    with force_locale(word.language):
        subject, text = _letter(word)
    try:
        if word.channel == "mail":
            letters.mail(settings.mail, to=word.to, subject=subject, text=text)
        else:
            letters.sms(settings.sms, to=word.to, text=text)
    except letters.NotSent as error:
        return str(error).replace(word.to, "…")
    return None


def _letter(word: Word) -> tuple[str, str]:
    values = {"desk": word.desk, "number": word.number, "day": format_date(word.due_on, "long")}
    subject = gettext("Je toestel van %(desk)s", **values)
    text = gettext(
        "Je leent een toestel bij %(desk)s (uitlening %(number)s). Breng het terug op %(day)s, "
        "of vraag aan %(desk)s of je het langer mag houden.",
        **values,
    )
    return subject, text

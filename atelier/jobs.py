"""What time does by itself: promises, days that are over, reminders, names that go."""

import logging
from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa
from flask_babel import force_locale, format_date, gettext
from sqlalchemy.orm import Session

from atelier import letters
from atelier.lending import borrowers, reminders, rules, visits
from atelier.lending.loans import signing
from atelier.lending.reminders import Word
from atelier.lending.reservations import allocating, fulfilling
from atelier.people.actor import SYSTEM
from atelier.people.models import Organisation
from atelier.settings import Settings

log = logging.getLogger(__name__)


def run(session: Session, settings: Settings, today: date) -> Mapping[str, int]:
    """All of it, once; each part is committed by itself. How many of each were done."""
    done = dict.fromkeys(("promised", "expired", "planned", "forgotten", "sent"), 0)
    for number in session.scalars(sa.select(Organisation.id).order_by(Organisation.id)).all():
        _of_one(session, session.get_one(Organisation, number), settings, today, done)
        session.commit()
        signing.forget(session, number, settings.files)
    done["sent"] = send(session, settings)
    return done


def send(session: Session, settings: Settings) -> int:
    """Sends what is open; how many went. What does not go is tried again the next time."""
    sent = 0
    words = reminders.open_words(session)
    session.commit()  # nobody waits while a mail server does
    for word in words:
        trouble = _send_one(settings, word)
        reminders.took(session, word.reminder_id, trouble)
        session.commit()
        sent += trouble is None
        if trouble is not None:
            log.warning("reminder %s was not sent: %s", word.reminder_id, trouble)
    return sent


def _of_one(
    session: Session,
    organisation: Organisation,
    settings: Settings,
    today: date,
    done: dict[str, int],
) -> None:
    own = rules.of(organisation, settings.lending)
    if organisation.served_by_id is None:
        done["expired"] += fulfilling.expire(session, organisation.id, today=today)
        done["promised"] += allocating.allocate(session, organisation.id, actor=SYSTEM)
    done["planned"] += reminders.plan(
        session,
        organisation.id,
        own,
        today,
        has_mail=bool(settings.mail.server),
        has_sms=bool(settings.sms.url),
    )
    visits.forget_late(session, organisation.id, today)
    done["forgotten"] += borrowers.forget_old(
        session, organisation.id, months=own.forget_months, today=today
    )


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

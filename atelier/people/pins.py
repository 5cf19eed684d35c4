"""PINs: four digits that go with a badge."""

import secrets
from collections.abc import Mapping
from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.errors import AtelierError, Forbidden, Invalid
from atelier.people import passwords
from atelier.people.models import Account, SignInAttempt
from atelier.people.refused import Refused
from atelier.people.service import Aside, log
from atelier.people.throttle import Throttle, count_failure, forgive, refuse_when_closed
from atelier.words import N_
from labels import tags

DIGITS = 4
#: So many wrong ones without a right one in between, and it opens nothing any more.
MOST_WRONG = 20
#: Down the keys, or in a pattern: what people try first, beside rows and birth years.
_KNOWN = frozenset({"2580", "0852", "1379", "1397", "1470", "3690", "1590", "3570"})
_KIND = "badge"


def read(text: str | None) -> str:
    """What was typed, also on a keyboard whose digits need the shift key."""
    return tags.as_digits((text or "")[:40])


def check_new(text: str | None) -> str:
    """A new PIN that will do. Raises Invalid."""
    pin = read(text)
    if len(pin) != DIGITS or not (pin.isascii() and pin.isdigit()):
        raise Invalid(N_("Kies vier cijfers."), field="new")
    if _is_guessed(pin):
        raise Invalid(
            N_("Deze pincode is te makkelijk. Kies geen rij, geen herhaling en geen jaartal."),
            field="new",
        )
    return pin


def choose(session: Session, account: Account, text: str | None) -> None:
    """A PIN of one's own. Raises Invalid."""
    _keep(session, account, check_new(text), once=False)
    log.info("pin_chosen", account=account.id)


def give_once(session: Session, account: Account, *, by: Account) -> str:
    """A PIN that opens the door one time, to choose another; whoever forgot theirs gets one."""
    pin = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    if _is_guessed(pin):
        return give_once(session, account, by=by)
    _keep(session, account, pin, once=True)
    log.info("pin_given", account=account.id, by=by.id)
    return pin


def attempt(
    session: Session,
    account: Account,
    text: str | None,
    *,
    address: str,
    throttle: Throttle,
    aside: Aside = lambda work: work(),
) -> Refused | None:
    """None when it is right; a wrong one is counted, and what is told says what to do.

    ``aside``: as in ``service.sign_in``. Raises TooMany while closed.
    """
    limits = {
        throttle.key(_KIND, str(account.id)): throttle.per_login,
        throttle.address_key(address): throttle.per_address,
    }
    refuse_when_closed(session, limits, throttle)
    if refused := _cannot(account):
        return Refused(refused)
    stored, pin = account.pin_hash, read(text)
    right = aside(lambda: passwords.matches(stored, pin))
    refuse_when_closed(session, limits, throttle)
    session.refresh(account, ["active", "pin_hash", "pin_wrong"], with_for_update=True)
    if refused := _cannot(account):
        return Refused(refused)
    if account.pin_hash != stored:  # it was changed meanwhile
        right = passwords.matches(account.pin_hash, pin)
    if not right:
        return Refused(_wrong(session, account, limits, throttle))
    account.pin_wrong = 0
    forgive(session, str(account.id), throttle, what=_KIND)
    return None


def _cannot(account: Account) -> AtelierError | None:
    if not account.active:
        return Forbidden(N_("Deze badge is van iemand die hier niet meer werkt."))
    if account.pin_hash is None:
        return Forbidden(N_("Je hebt nog geen pincode. Vraag er een aan een coördinator."))
    if account.pin_wrong >= MOST_WRONG:
        return Forbidden(N_("Je pincode is geblokkeerd. Vraag een nieuwe aan een coördinator."))
    return None


def _wrong(
    session: Session, account: Account, limits: Mapping[str, int], throttle: Throttle
) -> AtelierError:
    count_failure(session, limits, throttle)
    account.pin_wrong += 1
    session.flush()
    log.info("pin_wrong", account=account.id)
    mine = next(iter(limits))
    counted = session.scalar(
        sa.select(sa.func.count()).select_from(SignInAttempt).where(SignInAttempt.key == mine)
    )
    left = min(limits[mine] - (counted or 0), MOST_WRONG - account.pin_wrong)
    if left > 1:
        return Invalid(
            N_("Deze pincode klopt niet. Je mag nog %(count)s keer proberen."), count=left
        )
    if left == 1:
        return Invalid(N_("Deze pincode klopt niet. Je mag nog één keer proberen."))
    return Invalid(N_("Deze pincode klopt niet. Vraag een nieuwe aan een coördinator, of wacht."))


def _keep(session: Session, account: Account, pin: str, *, once: bool) -> None:
    account.pin_hash = passwords.make_hash(pin)
    account.pin_once, account.pin_wrong = once, 0
    session.flush()


def _is_guessed(pin: str) -> bool:
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    in_a_row = len(steps) == 1 and steps <= {0, 1, 9}
    return in_a_row or pin[:2] == pin[2:] or pin[:2] in {"19", "20"} or pin in _KNOWN

"""The person's side: the code that stands on the machine's screen makes it a station."""

import hmac
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from atelier.db import key_of, lock, now
from atelier.errors import AtelierError, Conflict, Forbidden, Invalid, NotFound
from atelier.people import tokens
from atelier.people.certificate import fingerprint
from atelier.people.models import Account, Pairing, Station
from atelier.people.pairing.lasting import is_over
from atelier.people.pairing.trying import Aside, Shown, waiting, who_shows
from atelier.people.text import tidy
from atelier.people.throttle import Throttle, count_failure, forgive, refuse_when_closed
from atelier.words import N_
from diagnostics.wire.pairing import ALPHABET, CODE_LENGTH, hide, proof
from diagnostics.wire.pairing import seen as seen_mac
from diagnostics.wire.pairing import tidy as tidy_code

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Approved:
    station: Station
    #: What the machine said that it is.
    machine: str


@dataclass(frozen=True, kw_only=True)
class Refused:
    """Why not. An answer and no exception: that it was tried has to be remembered."""

    error: AtelierError


@dataclass(frozen=True, kw_only=True)
class _Found:
    pairing: Pairing
    key: bytes


def approve(
    session: Session,
    *,
    code: str,
    name: str,
    by: Account,
    client_id: str,
    address: str,
    throttle: Throttle,
    certificate: Path | None,
    announced: str = "",
    aside: Aside = lambda work: work(),
) -> Approved | Refused:
    """Makes the machine that shows ``code`` a station of the organisation of ``by``.

    ``client_id``: of the form (UUID); sent twice, it makes one station. ``certificate``: what
    machines see of this server, a PEM file. ``announced``: the address (``site.address``) that it
    announces. ``aside``: tries the code while no transaction is open. Raises Invalid, TooMany,
    Forbidden, and Conflict where the server's own settings keep it from knowing whether the machine
    really saw this server.
    """
    before = _made_before(session, by, client_id)
    if before is not None:
        return before
    _check(code, name)
    login = f"pairing:{by.id}"
    limits = throttle.limits(login, address)
    refuse_when_closed(session, limits, throttle)
    macs = waiting(session)
    shown = aside(lambda: who_shows(code, macs))
    # Nothing was held meanwhile. So the door is looked at once more: of many codes that are tried
    # at once no more count than one after the other, however many were computed. So is the person:
    # a role may have been taken away. And whether the machine still waits is asked under the lock.
    refuse_when_closed(session, limits, throttle)
    _still_may(session, by)
    lock(session, key_of("pairing"))
    before = _made_before(session, by, client_id)
    if before is not None:
        return before
    found = _claimed(session, shown)
    if found is None:
        count_failure(session, limits, throttle)
        log.info("pairing_code_wrong", by=by.id)
        return Refused(error=_nobody_shows_it())
    forgive(session, login, throttle)
    if not _saw_us(found, certificate, announced):
        return _refuse(session, found.pairing, by)
    return _welcome(session, found, name, by, client_id)


def _made_before(session: Session, by: Account, client_id: str) -> Approved | None:
    pairing = session.scalar(
        sa.select(Pairing)
        .join(Station, Pairing.station_id == Station.id)
        .where(Station.organisation_id == by.organisation_id, Station.client_id == client_id)
    )
    if pairing is None or pairing.station_id is None:
        return None
    station = tokens.get(session, by.organisation_id, pairing.station_id)
    return Approved(station=station, machine=pairing.name)


def _still_may(session: Session, by: Account) -> None:
    session.refresh(by)
    if not (by.active and by.may("stations.manage")):
        raise Forbidden(N_("Dat mag je niet met jouw rol. Vraag het aan een coördinator."))


def _check(code: str, name: str) -> None:
    typed = tidy_code(code)
    if len(typed) != CODE_LENGTH or not set(typed) <= set(ALPHABET):
        raise Invalid(
            N_("Een code heeft %(length)s letters en cijfers. Typ wat op het scherm staat."),
            field="code",
            length=CODE_LENGTH,
        )
    if not tidy(name):
        raise Invalid(N_("Geef het station een naam."), field="name")


def _claimed(session: Session, shown: Shown | None) -> _Found | None:
    """The machine, unless somebody else's code was faster, or it waited too long."""
    if shown is None:
        return None
    pairing = session.get(Pairing, shown.pairing_id, populate_existing=True)
    if pairing is None or pairing.state != "waiting" or is_over(pairing):
        return None
    return _Found(pairing=pairing, key=shown.key)


def _nobody_shows_it() -> AtelierError:
    return NotFound(
        N_(
            "Geen enkel toestel toont deze code. Kijk of je ze juist typte. Een code geldt tien "
            "minuten: staat er nu een andere op het scherm?"
        ),
        field="code",
    )


def _saw_us(found: _Found, certificate: Path | None, announced: str) -> bool:
    """Whether the certificate that the machine saw is this server's own."""
    seen = found.pairing.seen_certificate
    if not _proves(found, announced):
        return False
    if not seen:
        return True  # its issuer is one that the machine trusts anyway, at the right address
    if certificate is None:
        raise Conflict(
            N_(
                "De server weet niet welk certificaat hij zelf toont, en kan dit toestel dus niet "
                "veilig koppelen. Vraag de beheerder van de server om agents.certificate in te "
                "stellen."
            ),
            field="code",
        )
    return hmac.compare_digest(seen, fingerprint(certificate))


def _proves(found: _Found, announced: str) -> bool:
    """At an address that a person gave the machine, or at the one that this server announces."""
    certificate, said = found.pairing.seen_certificate, found.pairing.seen_mac
    proven = [seen_mac(found.key, certificate, address) for address in ("", announced)]
    return any(hmac.compare_digest(mac, said) for mac in proven)


def _refuse(session: Session, pairing: Pairing, by: Account) -> Refused:
    pairing.state, pairing.settled_at = "refused", now()
    session.flush()
    log.warning("pairing_refused", pairing=pairing.id, by=by.id)
    return Refused(
        error=Conflict(
            N_(
                "Dit toestel zag een ander certificaat dan dat van deze server. Er zit iets tussen "
                "het toestel en de server, of de instelling agents.certificate klopt niet. Er is "
                "niets gekoppeld. Vraag raad aan de beheerder van de server."
            ),
            field="code",
        )
    )


def _welcome(session: Session, found: _Found, name: str, by: Account, client_id: str) -> Approved:
    pairing, key = found.pairing, found.key
    station, token = tokens.create(
        session,
        organisation_id=by.organisation_id,
        name=name,
        by=by,
        client_id=client_id,
    )
    pairing.state, pairing.settled_at, pairing.station_id = "approved", now(), station.id
    pairing.hidden_token = hide(key, token)
    pairing.answer_mac = proof(key, "token", token, pairing.seen_certificate)
    session.flush()
    log.info("pairing_approved", pairing=pairing.id, station=station.id, by=by.id)
    return Approved(station=station, machine=pairing.name)

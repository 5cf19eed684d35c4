"""Donors: who gives. A person needs no more than a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email
from sqlalchemy.orm import Session
from stdnum.be import vat
from stdnum.exceptions import ValidationError

from atelier import ids
from atelier.db import key_of, lock
from atelier.devices.identity import clean_text
from atelier.errors import Invalid, NotFound
from atelier.paging import Page, cut
from atelier.words import N_
from atelier.workshop.intake.models import Donor

PAGE_SIZE = 50


class DonorKind(StrEnum):
    COUNCIL = "council"
    COMPANY = "company"
    PERSON = "person"


KIND_NAMES = {
    DonorKind.COUNCIL: N_("Gemeente of school"),
    DonorKind.COMPANY: N_("Bedrijf of vereniging"),
    DonorKind.PERSON: N_("Particulier"),
}
KIND_ICONS = {
    DonorKind.COUNCIL: "bank",
    DonorKind.COMPANY: "building",
    DonorKind.PERSON: "person",
}


@dataclass(frozen=True, kw_only=True)
class Details:
    """What is known of a donor; all but kind and name may be left empty."""

    kind: str
    name: str
    enterprise_number: str | None = None
    contact: str | None = None
    email: str | None = None
    phone: str | None = None
    note: str | None = None


def create(session: Session, *, organisation_id: int, client_id: str, details: Details) -> Donor:
    """A new donor; the same ``client_id`` (UUID of the form) makes it once. Raises Invalid."""
    client_id = ids.checked(client_id, "client_id")
    lock(session, key_of("donor", str(organisation_id), client_id))
    known = session.scalar(
        sa.select(Donor).where(
            Donor.organisation_id == organisation_id, Donor.client_id == client_id
        )
    )
    if known is not None:
        return known
    donor = Donor(organisation_id=organisation_id, client_id=client_id)
    _write(donor, details)
    session.add(donor)
    session.flush()
    return donor


def change(session: Session, donor: Donor, details: Details) -> None:
    _write(donor, details)
    session.flush()


def get(session: Session, organisation_id: int, donor_id: int) -> Donor:
    """Raises NotFound, also for a donor of another organisation."""
    donor = session.get(Donor, donor_id)
    if donor is None or donor.organisation_id != organisation_id:
        raise NotFound(N_("Deze schenker bestaat niet (meer). Kies een andere in de lijst."))
    return donor


def page(
    session: Session,
    organisation_id: int,
    *,
    text: str = "",
    after: int | None = None,
    size: int = PAGE_SIZE,
) -> Page[Donor]:
    """Donors, the newest first, narrowed to those whose name or contact holds ``text``."""
    wanted = sa.select(Donor).where(Donor.organisation_id == organisation_id)
    for word in text.split():
        wanted = wanted.where(
            sa.or_(
                Donor.name.icontains(word, autoescape=True),
                Donor.contact.icontains(word, autoescape=True),
            )
        )
    if after is not None:
        wanted = wanted.where(Donor.id < after)
    rows: Sequence[Donor] = session.scalars(wanted.order_by(Donor.id.desc()).limit(size + 1)).all()
    return cut(rows, [donor.id for donor in rows], size)


def _write(donor: Donor, details: Details) -> None:
    if details.kind not in set(DonorKind):
        raise Invalid(N_("Kies wie er schenkt."), field="kind")
    name = clean_text(details.name, 120)
    if not name:
        raise Invalid(N_("Vul een naam in."), field="name")
    donor.kind, donor.name = details.kind, name
    donor.enterprise_number = enterprise_number(details.enterprise_number)
    donor.contact = clean_text(details.contact, 120)
    donor.email = _email(details.email)
    donor.phone = clean_text(details.phone, 40)
    donor.note = (details.note or "").replace("\0", "").strip() or None


def enterprise_number(text: str | None) -> str | None:
    """Ten digits, or None when nothing was filled in. Raises Invalid."""
    cleaned = clean_text(text, 40)
    if not cleaned:
        return None
    try:
        return str(vat.validate(cleaned))
    except ValidationError as error:
        raise Invalid(
            N_("Dit ondernemingsnummer klopt niet. Het heeft 10 cijfers, zoals 0123.456.749."),
            field="enterprise_number",
        ) from error


def _email(text: str | None) -> str | None:
    cleaned = clean_text(text, 200)
    if not cleaned:
        return None
    try:
        return validate_email(cleaned, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise Invalid(
            N_("Dit e-mailadres klopt niet. Kijk het na, of laat het leeg."), field="email"
        ) from error

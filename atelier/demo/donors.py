"""Who gave, and what was promised."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from atelier.demo.machines import demo_id
from atelier.workshop.intake import donations, donors
from atelier.workshop.intake.models import Donation, Donor

COUNCIL, COMPANY, PERSON, PROMISED = "council", "company", "person", "promised"


def add(session: Session, organisation_id: int) -> dict[str, Donation]:
    """Three donations under way, and one that is still to come."""
    council = _donor(session, organisation_id, donors.DonorKind.COUNCIL, "Demo-gemeente")
    company = _donor(session, organisation_id, donors.DonorKind.COMPANY, "Demo-bedrijf")
    person = _donor(session, organisation_id, donors.DonorKind.PERSON, "Demo-persoon")
    return {
        COUNCIL: _donation(session, council, COUNCIL, {"laptop": 20, "screen": 4}),
        COMPANY: _donation(session, company, COMPANY, {"laptop": 12, "desktop": 5, "tablet": 2}),
        PERSON: _donation(session, person, PERSON, {"laptop": 1, "smartphone": 2}),
        PROMISED: _donation(
            session,
            council,
            PROMISED,
            {"laptop": 30},
            # In the days to come, whenever the others are said to have been.
            expected_on=date.today() + timedelta(days=9),
        ),
    }


def _donor(session: Session, organisation_id: int, kind: donors.DonorKind, name: str) -> Donor:
    return donors.create(
        session,
        organisation_id=organisation_id,
        client_id=demo_id(name),
        details=donors.Details(kind=kind.value, name=name, email=f"{kind.value}@example.org"),
    )


def _donation(
    session: Session,
    donor: Donor,
    what: str,
    promised: dict[str, int],
    expected_on: date | None = None,
) -> Donation:
    details = donations.Details(promised=promised, expected_on=expected_on)
    return donations.create(
        session, donor=donor, client_id=demo_id(f"donation {what}"), details=details
    )

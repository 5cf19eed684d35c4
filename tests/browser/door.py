"""A donation that is open, with blank tags and the address of its pile."""

import uuid
from typing import Any

import sqlalchemy as sa

from atelier.db import db
from atelier.devices import tags
from atelier.people.models import Account
from atelier.stock import places
from atelier.workshop.intake import donations, donors
from tests.browser.site import Site


def open_donation(site: Site) -> dict[str, Any]:
    """``id``, ``blanks`` (five tags) and ``url``; the donor is called Testgemeente."""
    with site.app.app_context():
        organisation_id = db.session.scalars(sa.select(Account.organisation_id)).first() or 0
        donor = donors.create(
            db.session,
            organisation_id=organisation_id,
            client_id=str(uuid.uuid4()),
            details=donors.Details(kind="council", name="Testgemeente"),
        )
        donation = donations.create(db.session, donor=donor, client_id=str(uuid.uuid4()))
        run = tags.print_run(
            db.session, organisation_id=organisation_id, count=5, batch=str(uuid.uuid4())
        )
        place = places.physical(db.session, organisation_id)[0]
        made = {
            "id": donation.id,
            "blanks": [tag.number for tag in run],
            "url": f"/intake/pile?donation={donation.id}&place={place.id}&kind=laptop",
        }
        db.session.commit()
    return made

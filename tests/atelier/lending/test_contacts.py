"""One way to reach a borrower: what can be neither a number nor an address is refused."""

import uuid

import pytest
from sqlalchemy.orm import Session

from atelier.errors import Invalid
from atelier.lending import borrowers
from atelier.lending.models import Borrower
from tests.factories import World


@pytest.mark.parametrize(
    "contact", ["niet een adres", "proef@", "@voorbeeld.be", "proef@voorbeeld", "0474"]
)
def test_nobody_can_be_reached_so(session: Session, borrower: Borrower, contact: str) -> None:
    with pytest.raises(Invalid) as refused:
        borrowers.register(
            session,
            organisation_id=borrower.organisation_id,
            name="Proef",
            contact=contact,
            client_id=str(uuid.uuid4()),
        )
    assert refused.value.field == "contact"


@pytest.mark.parametrize(
    "contact", ["proef@voorbeeld.be", "015 00 00", "+32 (0)474/00.00.00", "buur: 015 00 00 00"]
)
def test_reached_by_a_number_or_an_address(
    session: Session, world: World, borrower: Borrower, contact: str
) -> None:
    told = {"name": "Proef", "contact": contact, "language": "nl"}
    borrowers.change(session, borrower, **told, actor=world.actor)
    assert borrower.contact == contact

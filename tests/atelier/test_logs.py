"""What a log never tells."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.people.models import Account
from tests.factories import World


def test_an_error_of_the_database_names_no_name_and_no_hash(session: Session, world: World) -> None:
    """Its text goes to the log with the traceback, whatever it was about."""
    account = next(iter(world.accounts.values()))
    session.add(
        Account(
            organisation_id=account.organisation_id,
            login=account.login,
            name="Iemand Verzonnen",
            role=account.role,
            password_hash="not a hash, but as secret",
            session_key="key",
        )
    )
    with pytest.raises(sa.exc.IntegrityError) as caught:
        session.flush()
    assert "Verzonnen" not in str(caught.value)
    assert "as secret" not in str(caught.value)
    session.rollback()

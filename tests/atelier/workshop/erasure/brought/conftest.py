"""A machine whose disk is to be erased, for evidence that no order asked for."""

import pytest
from sqlalchemy.orm import Session

from tests.erasures import can_sanitize, on_the_bench
from tests.factories import World
from tests.machines import Machine


@pytest.fixture
def machine(session: Session, world: World) -> Machine:
    return on_the_bench(session, world, disks=(can_sanitize(),))

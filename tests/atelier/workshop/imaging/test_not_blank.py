"""A disk on which something is found that no order of ours wrote: it has to be erased again."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from atelier.devices import history
from atelier.errors import Conflict
from tests.factories import World
from tests.imaging import add, ask, erase, flawless, stopped, tell, wiped, worker


def test_it_is_erased_again_and_not_written_over(session: Session, world: World) -> None:
    machine, image = wiped(session, world), add(session, world)
    order = ask(session, machine, image, worker(world))
    machine.says(order, "running", fraction=0.0)
    refused = replace(
        stopped(flawless(order, image)),
        reasons=("not_blank",),
        blocks_written=0,
        bytes_written=0,
        zero_bytes=0,
    )
    tell(machine, order, refused)
    session.refresh(machine.device)
    assert history.refresh(session, machine.device).key == "erase"
    with pytest.raises(Conflict):
        ask(session, machine, image, worker(world))
    session.rollback()
    erase(session, machine)
    again = ask(session, machine, image, worker(world))
    assert again.parameters["over"] == "erased"

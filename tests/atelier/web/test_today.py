import pytest
from sqlalchemy.orm import Session

from atelier.devices import service
from atelier.web import today
from atelier.web.devices import listing
from tests.factories import World, make_world


def test_each_step_tells_how_many_wait_for_it(
    session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step, count in (("receive", 2), ("erase", 5), ("gone", 1)):
        for _ in range(count):
            device = service.create(
                session, organisation_id=world.organisation.id, kind="laptop", actor=world.actor
            )
            device.next_step = step
    session.flush()
    counts = dict(today.overview(session, world.organisation.id).steps)
    assert (counts["receive"], counts["erase"], counts["image"]) == (2, 5, 0)
    assert "gone" not in counts
    other = make_world(session, "Ander test-atelier").organisation
    assert not any(count for _step, count in today.overview(session, other.id).steps)
    monkeypatch.setattr(today, "COUNT_LIMIT", 3)
    assert dict(today.overview(session, world.organisation.id).steps)["erase"] == 4
    assert listing.count_text(listing.COUNT_LIMIT + 1) == "1000+"

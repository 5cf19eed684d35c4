"""The report that our own medium made of a virtual laptop, as the server takes it."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from tests.atelier.api.conftest import Post

_RECORDINGS = Path(__file__).parents[2] / "diagnostics" / "recordings"


def test_it_becomes_a_device(post: Post, session: Session) -> None:
    answer = post((_RECORDINGS / "medium" / "report.json").read_bytes())
    assert (answer.status_code, answer.json["state"]) == (201, "new")
    device = session.scalars(sa.select(Device)).one()
    assert (device.kind, device.name) == ("laptop", "Lenovo ThinkPad Voorbeeld")

"""What the tests of pages ask in the same words."""

import uuid
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import g
from flask.testing import FlaskClient

from atelier.db import db
from atelier.people.models import Account
from atelier.workshop.intake.models import Donation
from tests.factories import World, sign_in_as


def scan_body(world: World, donation: Donation, code: str, **more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "code": code,
        "donation": donation.id,
        "place": world.bench.id,
        "kind": "laptop",
        **more,
    }


def switch_to(client: FlaskClient, account: Account) -> None:
    g.pop("_login_user", None)  # the tests' one application context outlives the request
    sign_in_as(client, account)


def queries(run: Callable[[], Any]) -> int:
    seen: list[str] = []

    def count(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", count)
    try:
        run()
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", count)
    return len(seen)

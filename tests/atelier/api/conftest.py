"""An agent, as the server meets it: HTTP and a token."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories import World

Post = Callable[..., TestResponse]


@pytest.fixture
def post(client: FlaskClient, world: World) -> Post:
    def send(body: bytes, token: str = world.token, **headers: str) -> TestResponse:
        return client.post(
            "/api/agent/v1/reports",
            data=body,
            headers={
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/json",
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
        )

    return send

"""A person with a browser, as far as HTTP goes: each request stands alone, as on a real server.

Flask lends the requests of a test client the application context that a test has open, with the
person signed in there and the database session. Here each request gets its own.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import Context
from typing import Any

import sqlalchemy as sa
from apiflask import APIFlask
from flask import has_app_context
from sqlalchemy import event
from werkzeug.test import TestResponse

from atelier.db import db
from tests.factories import PASSWORD

_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
_CLIENT_ID = re.compile(r'name="client_id"[^>]* value="([^"]+)"')


class Person:
    def __init__(self, app: APIFlask, address: str = "192.0.2.1") -> None:
        self.client = app.test_client()
        self.address = address
        self.token = ""

    def get(self, path: str, **options: Any) -> TestResponse:
        return self._open("GET", path, **options)

    def post(self, path: str, data: Mapping[str, Any], **options: Any) -> TestResponse:
        """Sends a form of the page seen last, with its CSRF token."""
        if not self.token:
            self.get("/sign-in", follow_redirects=True)
        return self._open("POST", path, data={"csrf_token": self.token, **data}, **options)

    def sign_in(self, login: str, password: str = PASSWORD, **more: str) -> TestResponse:
        self.get("/sign-in")
        answer = self.post("/sign-in", {"login": login, "password": password, **more})
        self.token = ""  # the session is a new one
        return answer

    def client_id(self, path: str) -> str:
        """The id of the form on that page."""
        found = _CLIENT_ID.search(self.get(path).text)
        assert found, f"no client_id on {path}"
        return found.group(1)

    def _open(self, method: str, path: str, **options: Any) -> TestResponse:
        if has_app_context():
            db.session.commit()  # SQLite: what the test still holds would keep the request waiting
        environ = {"REMOTE_ADDR": self.address}
        answer: TestResponse = Context().run(
            self.client.open, path, method=method, environ_base=environ, **options
        )
        if answer.mimetype == "text/html" and (found := _TOKEN.search(answer.text)):
            self.token = found.group(1)
        return answer


@contextmanager
def counted(engine: sa.Engine) -> Iterator[list[str]]:
    """The statements that the database gets meanwhile."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)

"""Walking the routes of an application, as one role or another."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, IntegerConverter, Rule, UUIDConverter
from werkzeug.test import TestResponse

from atelier.db import db
from atelier.demo import SIGN_INS
from atelier.people.guard import GUARD
from atelier.people.models import Account
from atelier.people.roles import Role

#: Served by libraries: files that are the same for everybody.
STATIC = {"static", "bootstrap.static"}
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
API = "/api/"


@dataclass(frozen=True)
class Route:
    endpoint: str
    address: str
    methods: frozenset[str]
    guard: str | None
    #: Whether the address has parts to fill in.
    fixed: bool

    @property
    def unsafe(self) -> frozenset[str]:
        return self.methods & UNSAFE

    @property
    def for_people(self) -> bool:
        return not self.address.startswith(API)


def routes(app: APIFlask) -> Iterator[Route]:
    """Every route of our own, its address filled in with numbers that nothing has."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint in STATIC:
            continue
        yield Route(
            endpoint=rule.endpoint,
            address=_address(app, rule),
            methods=frozenset(rule.methods or ()),
            guard=getattr(app.view_functions[rule.endpoint], GUARD, None),
            fixed=not rule.arguments,
        )


def signed_in(app: APIFlask, role: Role) -> FlaskClient:
    """A client with the session of the demo's person of that role."""
    login = next(login for login, theirs in SIGN_INS.items() if theirs is role)
    with app.app_context():
        account = db.session.scalars(sa.select(Account).where(Account.login == login)).one()
        session_id = account.get_id()
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = session_id
        session["_fresh"] = True
    return client


def page_of(client: FlaskClient, address: str, *, follow: bool = False) -> TestResponse:
    """What stands there, read to its end; a stream of news has none before its hour is over."""
    answer = client.get(address, follow_redirects=follow)
    if answer.mimetype != "text/event-stream":
        answer.get_data()
    answer.close()
    return answer


def _address(app: APIFlask, rule: Rule) -> str:
    values: dict[str, Any] = {
        name: _nothing(rule._converters[name]) for name in rule.arguments - set(rule.defaults or ())
    }
    return app.url_map.bind("localhost").build(rule.endpoint, values)


def _nothing(converter: object) -> object:
    if isinstance(converter, IntegerConverter):
        return 999_999_999
    if isinstance(converter, UUIDConverter):
        return uuid.UUID(int=0)
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return "nothing"

"""The guards of routes. Every route carries exactly one; a test walks them all."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask import current_app, g, request
from flask_login import current_user

from atelier.db import db
from atelier.errors import Forbidden, NotSignedIn
from atelier.people import bench_session, tokens
from atelier.people.models import Account, Station
from atelier.people.roles import ALL_PERMISSIONS
from atelier.words import N_

P = ParamSpec("P")
R = TypeVar("R")

GUARD = "__atelier_guard__"


def requires(permission: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A signed-in person whose role has ``permission``."""
    if permission not in ALL_PERMISSIONS:
        raise ValueError(f"no role has the permission {permission}")

    def check() -> None:
        if not current_user.is_authenticated:
            raise NotSignedIn(N_("Meld je eerst aan."))
        if not current_user.may(permission):
            raise Forbidden(N_("Dat mag je niet met jouw rol. Vraag het aan een coördinator."))
        if permission in bench_session.NEED_PASSWORD and bench_session.by_badge():
            raise Forbidden(
                N_("Dat kan niet met een badge. Meld je af, en meld je aan met je wachtwoord.")
            )

    return _guarded(permission, check)


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Any person who is signed in, for what belongs to everybody (their own account)."""

    def check() -> None:
        if not current_user.is_authenticated:
            raise NotSignedIn(N_("Meld je eerst aan."))

    return _guarded("signed-in", check)(view)


def requires_station(scope: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A station whose token has ``scope``; it is then ``current_station()``."""

    def check() -> None:
        g.station = tokens.authenticate(db.session, request.headers.get("Authorization"), scope)

    return _guarded(f"station:{scope}", check)


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Open to anyone. The test that walks all routes has the list of these."""
    setattr(view, GUARD, "public")
    return view


def is_public() -> bool:
    """Whether what is asked for now is open to anyone."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, GUARD, "public") == "public"


def me() -> Account:
    """The person who is signed in (only inside a guarded route)."""
    # The account itself: signing in a proxy of whoever is signed in would never end.
    return cast(Account, current_user._get_current_object())  # noqa: SLF001 - werkzeug's own way


def current_station() -> Station:
    return cast(Station, g.station)


def _guarded(name: str, check: Callable[[], None]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            check()
            return view(*args, **kwargs)

        setattr(cast(Any, guarded), GUARD, name)
        return guarded

    return decorate

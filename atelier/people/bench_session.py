"""A session at a bench: it is short, and who began it with a badge may not do everything.

``_SEEN`` in the session says when the person was last there, by the server's own clock.
"""

from datetime import timedelta

from flask import session

from atelier.db import now

_SEEN = "bench"
_BY_BADGE = "badge_in"

#: A badge that lies about and four digits are not enough for these.
NEED_PASSWORD = frozenset({"accounts.manage", "stations.manage", "badges.give", "screens.place"})


def begin_by_badge() -> None:
    session[_BY_BADGE] = True
    touch()


def by_badge() -> bool:
    return _BY_BADGE in session


def touch() -> None:
    """Somebody is there now."""
    session[_SEEN] = int(now().timestamp())


def is_short() -> bool:
    """Whether it ends once nobody is there for a while."""
    return _SEEN in session


def is_over(idle: timedelta) -> bool:
    seen = session.get(_SEEN)
    return seen is not None and now().timestamp() - seen > idle.total_seconds()

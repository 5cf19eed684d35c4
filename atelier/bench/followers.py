"""Steps of the workshop that want to know when an order of their kind begins and ends.

The bench knows nobody above it: who follows says so itself, once, when the application is made.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy.orm import Session

from atelier.bench.models import Order
from atelier.people.actor import Actor


class Follower(Protocol):
    """Called within the transaction that writes it down; raises nothing that is the agent's fault,
    or its word would never be taken.
    """

    def begun(self, session: Session, order: Order, by: Actor) -> None:
        """The agent said for the first time that it runs."""

    def ended(self, session: Session, order: Order, by: Actor) -> None:
        """It is over for good: ``state``, ``reason`` and ``result`` are what they stay."""

    def late(self, session: Session, order: Order, result: Mapping[str, Any], by: Actor) -> None:
        """The agent tells how it ended, when it was over here already: a person had closed it."""


_FOLLOWERS: dict[str, Follower] = {}


def follow(kind: str, follower: Follower) -> None:
    _FOLLOWERS[kind] = follower


def of(kind: str) -> Follower | None:
    return _FOLLOWERS.get(kind)

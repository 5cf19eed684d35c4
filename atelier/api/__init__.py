"""JSON for agents and partners, and what describes it."""

from apiflask import APIFlask

from atelier.api import (
    erasures,
    first_boots,
    images,
    openapi,
    orders,
    pairings,
    presence,
    reports,
    too_old,
)
from atelier.api.agent import agent
from atelier.bench import followers
from atelier.extensions import csrf
from atelier.workshop.imaging import receiving

#: These add their routes to ``agent``.
__all__ = [
    "erasures",
    "first_boots",
    "images",
    "init_app",
    "orders",
    "pairings",
    "presence",
    "reports",
]


def init_app(app: APIFlask) -> None:
    csrf.exempt(agent)  # its callers carry a token of their own, and no cookie
    app.register_blueprint(agent)
    followers.follow(receiving.KIND, receiving)
    too_old.init_app(app)
    openapi.init_app(app)

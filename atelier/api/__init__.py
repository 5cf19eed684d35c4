"""JSON for agents and partners, and what describes it."""

from apiflask import APIFlask

from atelier.api import erasures, openapi, orders, pairings, presence, reports, too_old
from atelier.api.agent import agent
from atelier.extensions import csrf

#: These add their routes to ``agent``.
__all__ = ["erasures", "init_app", "orders", "pairings", "presence", "reports"]


def init_app(app: APIFlask) -> None:
    csrf.exempt(agent)  # its callers carry a token of their own, and no cookie
    app.register_blueprint(agent)
    too_old.init_app(app)
    openapi.init_app(app)

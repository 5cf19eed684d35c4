"""JSON for agents and partners, and what describes it."""

from apiflask import APIFlask

from atelier.api import openapi
from atelier.api.agent import agent
from atelier.extensions import csrf


def init_app(app: APIFlask) -> None:
    csrf.exempt(agent)  # its callers carry a token of their own, and no cookie
    app.register_blueprint(agent)
    openapi.init_app(app)

"""What the agent on a donated machine talks to: one blueprint, its routes in a module a noun."""

from flask import Blueprint

agent = Blueprint("agent", __name__, url_prefix="/api/agent/v1")

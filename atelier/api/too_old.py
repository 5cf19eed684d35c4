"""Agents that are older than this server still understands."""

import re

from flask import Flask, request

from atelier.edge import settings
from atelier.errors import AtelierError
from atelier.words import N_

HEADER = "X-Atelier-Agent"
_NUMBERS = re.compile(r"\d{1,9}(?:\.\d{1,9})*")


class AgentTooOld(AtelierError):
    status = 426
    code = "agent_too_old"


def init_app(app: Flask) -> None:
    app.before_request(_refuse)


def is_older(version: str, oldest: str) -> bool:
    """Compares the numbers that both begin with: 0.9 is older than 0.10, and 1.0 is as old as 1.

    What is no version at all counts as older.
    """
    return _numbers(version) < _numbers(oldest)


def _refuse() -> None:
    """Before anything else, the token included: the agent may not even know how to show it."""
    said = request.headers.get(HEADER)
    oldest = settings().agents.oldest
    if said and request.path.startswith("/api/agent/") and is_older(said, oldest):
        raise AgentTooOld(
            N_("Deze stick is te oud voor deze server. Maak een nieuwe stick."), expected=oldest
        )


def _numbers(version: str) -> list[int]:
    found = _NUMBERS.match(version.strip())
    numbers = [int(part) for part in found.group().split(".")] if found else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return numbers

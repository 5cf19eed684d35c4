"""Send one report to the server, for the agent that is run by hand."""

from diagnostics.link.address import base
from diagnostics.link.answer import Answer
from diagnostics.link.client import Client
from diagnostics.link.errors import NoConnection, NotSent, Refused

__all__ = ["Answer", "NoConnection", "NotSent", "Refused", "endpoint", "send"]


def send(content: bytes, url: str, token: str, backoff_s: float = 0.5) -> Answer:
    """POST an encoded report. Raises the family of NotSent, or ValueError (a wrong address).

    Sending again is harmless: the report carries an id of its own, and counts once.
    """
    with Client(url, token=token, backoff_s=backoff_s) as client:
        return client.send_report(content)


def endpoint(url: str) -> str:
    """Where reports go on the server at ``url``, such as ``https://atelier.example``."""
    return base(url) + "/reports"

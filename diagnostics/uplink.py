"""Send one report, and evidence of erasures, for the agent that is run by hand."""

from diagnostics.link.address import base
from diagnostics.link.answer import Answer
from diagnostics.link.client import Client
from diagnostics.link.errors import NoConnection, NotSent, Refused
from diagnostics.link.spool import Outcome, Spool

__all__ = [
    "Answer",
    "NoConnection",
    "NotSent",
    "Refused",
    "endpoint",
    "send",
    "send_evidence",
]


def send(content: bytes, url: str, token: str, backoff_s: float = 0.5) -> Answer:
    """POST an encoded report. Raises the family of NotSent, or ValueError (a wrong address).

    Sending again is harmless: the report carries an id of its own, and counts once.
    """
    with Client(url, token=token, backoff_s=backoff_s) as client:
        return client.send_report(content)


def send_evidence(kept: Spool, url: str, token: str, backoff_s: float = 0.5) -> Outcome:
    """What waits in that spool; after the report, by which the server knows the machine.

    Raises MediumError or OSError, or ValueError (a wrong address).
    """
    with Client(url, token=token, backoff_s=backoff_s) as client:
        return kept.send_evidence(client)


def endpoint(url: str) -> str:
    """Where reports go on the server at ``url``, such as ``https://atelier.example``."""
    return base(url) + "/reports"

"""Certificates: what became of a disk, for whoever gave it. Pure: no server, no database.

``pdf`` and ``canonical`` make the two forms of the same content; signing is the server's.
"""

from labels.certificates import destruction, donation, erasure
from labels.certificates.canonical import canonical, encode
from labels.certificates.content import (
    Acceptance,
    Attempt,
    Content,
    Destination,
    Destruction,
    Device,
    Disk,
    Donation,
    Erasure,
    Errors,
    HiddenArea,
    Line,
    Person,
    Smart,
    Source,
    Tool,
    Verification,
    Work,
)
from labels.certificates.speech import Speech

__all__ = [
    "Acceptance",
    "Attempt",
    "Content",
    "Destination",
    "Destruction",
    "Device",
    "Disk",
    "Donation",
    "Erasure",
    "Errors",
    "HiddenArea",
    "Line",
    "Person",
    "Smart",
    "Source",
    "Speech",
    "Tool",
    "Verification",
    "Work",
    "canonical",
    "encode",
    "pdf",
]


def pdf(content: Content, speech: Speech) -> bytes:
    """The certificate as PDF, not yet signed. The same content gives the same bytes."""
    match content:
        case Erasure():
            return erasure.draw(content, speech)
        case Destruction():
            return destruction.draw(content, speech)
        case Donation():
            return donation.draw(content, speech)

"""What can be said of a device, once and for good.

``data`` holds JSON values only, so that a fact is stored as it is:

==============  ==========================================================================
kind            data
==============  ==========================================================================
received        ``source``: the donor, donation or other origin
came_in         nothing; it arrived from outside: the first time, or again
placed          ``place_kind``: ``physical``, ``transit`` (on its way between two of our
                places), ``lent`` (with a borrower) or ``virtual`` (lost, still with the donor…)
tagged          ``tag``
diagnosed       ``media``: ids of the storage media found in it; left out when the
                diagnosis could not tell, empty when it has none; ``checks``: what a person
                answered at the machine, where somebody was asked
medium_seen     ``media``: as above, when somebody changed or listed them without a diagnosis
used            nothing; it was in somebody's hands, so its media hold somebody's data
erased          ``medium``, ``result`` (``erased`` alone opens the gate), ``verified``; and
                where it comes from: ``evidence``, ``attestation`` or (not erased) ``order``
exceptions_     ``medium``, ``evidence`` (of an erasure with exceptions), ``reason``: a
accepted        coordinator accepts it, which then opens the gate and says so forever
destroyed       ``medium``; two people saw to it
imaged          ``image`` (its hash), ``verified``, ``medium``, ``evidence`` (of what was
                written), its ``name``, ``trial`` where nobody had released the image yet;
                ``calls_home``: whether it can say itself that it started (else: yes)
booted          ``image``, ``evidence`` (as of *imaged*); and how it is known: ``first_boot``
                where the installed system said so itself, ``attestation`` where a person did
image_released  ``image``: a person released the image that it carries
fault_opened    ``fault``: what tells it from others, ``blocking``; as ``devices.faults`` writes
                it: ``problem``, ``source``, and maybe ``words`` and ``detail``
fault_closed    ``fault``; ``how``: ``fixed``, ``mistaken`` or ``accepted``
repaired        nothing needed
checked         ``grade``
inspected       ``valid_until``: an ISO date; ``plan``: which one of several
inspection_due  ``valid_until``, ``plan``: as above, where no inspection was done: what was
                never inspected is lent, or came back from a borrower
left            ``how``: ``scrapped``, ``given_away``, ``parts``, ``returned_to_donor``…
mistaken        ``what``: that it was ``used``, that it ``left``, or that it was ``tagged`` (with
                ``tag``), just now was a mistake
discarded       nothing; a person saw that it is not worth the work: it only leaves, safely
spared          nothing; on second thoughts it is worth the work
==============  ==========================================================================

Any other kind is history only: it never changes the next step.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

RECEIVED = "received"
CAME_IN = "came_in"
PLACED = "placed"
TAGGED = "tagged"
DIAGNOSED = "diagnosed"
MEDIUM_SEEN = "medium_seen"
USED = "used"
ERASED = "erased"
EXCEPTIONS_ACCEPTED = "exceptions_accepted"
DESTROYED = "destroyed"
IMAGED = "imaged"
BOOTED = "booted"
IMAGE_RELEASED = "image_released"
FAULT_OPENED = "fault_opened"
FAULT_CLOSED = "fault_closed"
REPAIRED = "repaired"
CHECKED = "checked"
INSPECTED = "inspected"
INSPECTION_DUE = "inspection_due"
LEFT = "left"
MISTAKEN = "mistaken"
DISCARDED = "discarded"
SPARED = "spared"

PHYSICAL = "physical"
TRANSIT = "transit"
LENT = "lent"
VIRTUAL = "virtual"

#: The one result of an erasure that opens its gate. The other two never do by themselves.
RESULT_ERASED = "erased"
RESULT_WITH_EXCEPTIONS = "erased_with_exceptions"
RESULT_NOT_ERASED = "not_erased"

REQUIRED: Mapping[str, tuple[str, ...]] = {
    RECEIVED: ("source",),
    PLACED: ("place_kind",),
    TAGGED: ("tag",),
    MEDIUM_SEEN: ("media",),
    ERASED: ("medium", "result", "verified"),
    EXCEPTIONS_ACCEPTED: ("medium", "evidence", "reason"),
    DESTROYED: ("medium",),
    IMAGED: ("image", "verified"),
    BOOTED: ("image", "evidence"),
    IMAGE_RELEASED: ("image",),
    FAULT_OPENED: ("fault", "blocking"),
    FAULT_CLOSED: ("fault",),
    CHECKED: ("grade",),
    INSPECTED: ("valid_until",),
    INSPECTION_DUE: ("valid_until",),
    LEFT: ("how",),
    MISTAKEN: ("what",),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened to one device, in the order of ``(at, sequence)``.

    ``sequence`` (a row's number) settles the order within one instant.
    Raises ``ValueError`` for a time without an offset, or for data that its kind cannot do without.
    """

    kind: str
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    sequence: int = 0

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise ValueError(f"The time of a fact {self.kind!r} needs an offset: {self.at}")
        for name in REQUIRED.get(self.kind, ()):
            if name not in self.data:
                raise ValueError(f"A fact {self.kind!r} must say {name!r}")

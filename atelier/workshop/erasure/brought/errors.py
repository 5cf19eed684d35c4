"""Why evidence is not taken. Each says what to do; whoever sent it keeps the file."""

from atelier.errors import Conflict, Invalid


class NotEvidence(Invalid):
    """Another kind of file."""

    code = "no_evidence"


class Unsound(Invalid):
    """It cannot be read as evidence, or its own figures say otherwise."""

    code = "malformed"


class NotBelieved(Invalid):
    """It is evidence, and cannot be of what it says; ``expected`` says why, in English."""

    code = "not_believed"


class UnknownMachine(Conflict):
    """Nobody knows yet which device it is of: to be sent again after the machine's report.

    The agent knows this code (``diagnostics.link.spool``), and keeps what it has.
    """

    code = "unknown_machine"


class OrderIsOpen(Conflict):
    """The machine may still tell it itself: to be sent again later. The agent knows this code."""

    code = "order_is_open"


class AnotherEvidence(Conflict):
    """The id was used before, for another document."""

    code = "another_evidence"

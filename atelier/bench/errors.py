"""What can stand in the way of a presence or an order."""

from atelier.errors import Conflict, Invalid, NotFound


class UnknownReport(NotFound):
    """The machine names a report that this organisation does not have: it has to send it."""

    code = "unknown_report"


class OtherStation(Conflict):
    """Another station speaks for this start of the machine just now."""

    code = "other_station"


class OtherStart(Conflict):
    """Another machine, or another start of it, has the order in hand."""

    code = "other_start"


class Busy(Conflict):
    """Another order stands in the way.

    ``values``: ``order`` (its id), and ``device_id`` where it is one of another device.
    """

    code = "busy"


class NoSuchDisk(Invalid):
    code = "no_such_disk"

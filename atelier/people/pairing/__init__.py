"""Pairing: a machine asks, a person types the code on its screen, and it becomes a station.

Which machine is meant, and which organisation it is for, is told by the code and by who types it:
nobody sees what else is waiting. What is said, and why, stands in ``diagnostics.wire.pairing``.
"""

from atelier.people.pairing.approving import Approved, Refused, approve
from atelier.people.pairing.asking import ask, standing

__all__ = ["Approved", "Refused", "approve", "ask", "standing"]

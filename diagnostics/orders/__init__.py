"""Orders: what the server asks of this machine is done here, and said back.

The resident loop gives every ``View.orders`` to ``Keeper.take``, draws ``Keeper.running`` on the
screen, and does what ``Keeper.wish`` asks (measure anew and send the report, restart, power off).
"""

from diagnostics.orders.keeper import Keeper, Measured
from diagnostics.orders.outcome import Wish
from diagnostics.orders.running import Erased, Running
from diagnostics.orders.speaker import Line

__all__ = ["Erased", "Keeper", "Line", "Measured", "Running", "Wish"]

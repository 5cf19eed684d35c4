"""Orders: what the server asks of this machine is done here, and said back.

The resident loop gives every ``View.orders`` to ``Keeper.take``, draws ``Keeper.running`` on the
screen, and does what ``Keeper.wish`` asks (measure anew, restart, power off).
"""

from diagnostics.orders.keeper import Keeper, Line, Measured, Running, Wish

__all__ = ["Keeper", "Line", "Measured", "Running", "Wish"]

"""Restart and switch off: the only place that does so."""

from diagnostics.orders import Wish
from diagnostics.run import Runner, run

_COMMANDS = {"reboot": ["systemctl", "reboot"], "power_off": ["systemctl", "poweroff"]}


def go(wish: Wish, run: Runner = run) -> None:
    """Returns at once; the system ends this program by itself. Raises RunError."""
    run(_COMMANDS[wish], timeout_s=30)

"""Things that a person checks on the machine itself: one sentence each, and a choice of answers."""

from collections.abc import Sequence

from diagnostics.checks.going import run_all
from diagnostics.checks.kit import Kit
from diagnostics.console.stage import Stage
from diagnostics.probes.host import Host
from diagnostics.report import Check

__all__ = ["run"]


def run(stage: Stage, host: Host, only: Sequence[str] = ()) -> tuple[Check, ...]:
    """What the person answered, in a fixed order; those that were not reached are left out.

    ``only``: names of checks (``report.CheckName``) to go through at once; without, a menu.
    Returns when the person is ready, stops, or has been away for five minutes.
    """
    return run_all(Kit(stage=stage, host=host), only)

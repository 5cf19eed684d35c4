"""Restart the machine. That it did, the next start says: its boot id is another."""

from diagnostics.orders.executors.telling import tell_first
from diagnostics.orders.outcome import Failure, Outcome, done
from diagnostics.orders.work import Work

SENTENCE = "Het toestel start opnieuw op."
#: Services that are slow to end may hold the machine up for so long.
_LIMIT_S = 300.0


def run(work: Work) -> Outcome:
    tell_first(work)
    work.wish("reboot")
    work.sleep(_LIMIT_S)
    raise Failure("error", f"the machine did not restart within {_LIMIT_S:g} s")


def resume(work: Work) -> Outcome:
    if work.other_start:
        return done()
    raise Failure("interrupted", "the agent was started anew, and the machine was not")

"""Switch the machine off. It says *done* right before, as nobody can say it afterwards."""

from diagnostics.orders.executors.telling import tell_first
from diagnostics.orders.outcome import Failure, Outcome, done
from diagnostics.orders.work import Work

SENTENCE = "Het toestel gaat uit."


def run(work: Work) -> Outcome:
    tell_first(work)
    return done(message="said right before the machine goes off", then="power_off")


def resume(work: Work) -> Outcome:
    """It was on its way off, and is on again."""
    if work.other_start:
        return done(message="the machine went off, and was switched on again")
    raise Failure("interrupted", "the agent was started anew, and the machine did not go off")

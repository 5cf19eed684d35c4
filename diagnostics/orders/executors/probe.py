"""Measure the machine anew: the resident loop does it, and sends the report."""

from diagnostics.orders.outcome import Failure, Outcome, done
from diagnostics.orders.work import Work

SENTENCE = "Het toestel wordt opnieuw gemeten."
_LIMIT_S = 600.0


def run(work: Work) -> Outcome:
    work.progress()
    before = work.report_id()
    work.bind()
    work.wish("probe")
    if not work.wait_for(lambda: work.report_id() not in (before, None), _LIMIT_S):
        raise Failure("error", f"no new report arrived within {_LIMIT_S:g} s")
    return done({"report_id": work.report_id()})


def resume(work: Work) -> Outcome:
    """Once more is harmless, and the newest report is the best."""
    return run(work)

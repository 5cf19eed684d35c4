"""Why something is not known, from the problems that the agent reported."""

from collections.abc import Iterable

from atelier.words import N_, Sentence
from atelier.workshop.diagnosis.verdicts.findings import Finding
from atelier.workshop.diagnosis.verdicts.verdict import Level
from diagnostics.report import Problem

_WORDS = {
    "needs_root": (
        N_("niet gemeten: geen beheerdersrechten"),
        N_("De agent mocht dit niet lezen. Start hem als beheerder (root) en meet opnieuw."),
    ),
    "missing_tool": (
        N_("niet gemeten: een programma ontbreekt"),
        N_("Het programma dat dit meet, ontbreekt. Start het toestel met de USB-stick."),
    ),
    "timeout": (
        N_("antwoordt niet op tijd"),
        N_("Het meten duurde te lang en is gestopt. Meet opnieuw."),
    ),
    "failed": (
        N_("meten is niet gelukt"),
        N_("Het meten is niet gelukt. Meet opnieuw."),
    ),
}
_NOTHING_TOLD = (N_("niet gemeten"), N_("Dit is niet gemeten."))


def not_measured(problems: Iterable[Problem], fact: str) -> Finding:
    """An unknown level, and why: the problem that covers the fact if there is one."""
    covering = (problem for problem in problems if covers(problem, fact))
    problem = next(covering, None)
    short, reason = _WORDS[problem.kind] if problem else _NOTHING_TOLD
    return Finding(Level.UNKNOWN, Sentence(short), Sentence(reason))


def covers(problem: Problem, fact: str) -> bool:
    """``disks`` and ``disks[sda]`` both cover ``disks[sda].health``; so does a whole subsystem."""
    if not problem.facts:
        return _within(fact, problem.subsystem)
    return any(_within(fact, told) for told in problem.facts)


def _within(fact: str, whole: str) -> bool:
    return fact == whole or fact.startswith((f"{whole}.", f"{whole}["))

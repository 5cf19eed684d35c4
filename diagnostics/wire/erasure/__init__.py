"""Erasure as agent and server say it to each other: policy and order, plan, evidence.

An order of kind "erase" carries ``Parameters``; its last word ``Evidence``, as its result. It
is *done* when the disk is erased and nothing else. With exceptions, or not erased, it has *failed*:
as *wrong* where disk or method failed, else for the reason that any order may have (*stopped*…).
Evidence that no order asked for is sent by itself, and answered with ``EvidenceTaken``.
Both are checked field by field and for sense, by ``understand_parameters`` and ``understand``.
"""

from diagnostics.wire.erasure.evidence import (
    MOST_PLACES,
    MOST_ROWS,
    VERSION,
    Attempt,
    Canaries,
    Command,
    Erased,
    Errors,
    Evidence,
    HiddenArea,
    Interruption,
    Smart,
    Tool,
    Verification,
)
from diagnostics.wire.erasure.plan import Candidate, Obstacle, Plan
from diagnostics.wire.erasure.policy import (
    Checking,
    Parameters,
    Policy,
    Sufficient,
    faults,
    understand_parameters,
)
from diagnostics.wire.erasure.reading import contradictions, understand
from diagnostics.wire.erasure.taken import LATER, EvidenceTaken
from diagnostics.wire.erasure.terms import (
    CRYPTO,
    LEVELS,
    MAY_PURGE,
    MEDIA,
    METHODS,
    Caveat,
    Level,
    MediumKind,
    Method,
    ObstacleCode,
    Reason,
    Result,
    Why,
)

__all__ = [
    "CRYPTO",
    "LATER",
    "LEVELS",
    "MAY_PURGE",
    "MEDIA",
    "METHODS",
    "MOST_PLACES",
    "MOST_ROWS",
    "VERSION",
    "Attempt",
    "Canaries",
    "Candidate",
    "Caveat",
    "Checking",
    "Command",
    "Erased",
    "Errors",
    "Evidence",
    "EvidenceTaken",
    "HiddenArea",
    "Interruption",
    "Level",
    "MediumKind",
    "Method",
    "Obstacle",
    "ObstacleCode",
    "Parameters",
    "Plan",
    "Policy",
    "Reason",
    "Result",
    "Smart",
    "Sufficient",
    "Tool",
    "Verification",
    "Why",
    "contradictions",
    "faults",
    "understand",
    "understand_parameters",
]

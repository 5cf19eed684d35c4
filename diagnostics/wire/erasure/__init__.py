"""Erasure as agent and server say it to each other: policy and order, plan, evidence.

An order of kind "erase" carries ``Parameters``; its *done* or *failed* word carries ``Evidence`` as
its result. Both are checked field by field, and for sense: the first by ``understand_parameters``,
the second by ``understand``.
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

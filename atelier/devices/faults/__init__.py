"""What is wrong with a device: the words for it, and how it is told, read and closed."""

from atelier.devices.faults.ords import BARRIERS, OUTCOMES, Barrier, Outcome, product_category
from atelier.devices.faults.problems import (
    CATEGORIES,
    OTHER,
    PROBLEMS,
    Category,
    Problem,
    problem_of,
    problems_for,
)
from atelier.devices.faults.reading import OpenFault, from_events, open_faults, open_faults_of_many
from atelier.devices.faults.telling import (
    MOST_WORDS,
    SOURCES,
    Source,
    close,
    dismiss,
    is_new,
    is_told,
    key_of,
    name,
)
from atelier.devices.faults.telling import open_fault as open  # noqa: A004 - the bench's own verb

__all__ = [
    "BARRIERS",
    "CATEGORIES",
    "MOST_WORDS",
    "OTHER",
    "OUTCOMES",
    "PROBLEMS",
    "SOURCES",
    "Barrier",
    "Category",
    "OpenFault",
    "Outcome",
    "Problem",
    "Source",
    "close",
    "dismiss",
    "from_events",
    "is_new",
    "is_told",
    "key_of",
    "name",
    "open",
    "open_faults",
    "open_faults_of_many",
    "problem_of",
    "problems_for",
    "product_category",
]

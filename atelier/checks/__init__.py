"""What must always hold, looked up in the whole database; and the caches, folded anew."""

from atelier.checks.finding import Finding
from atelier.checks.running import CHECKS, recompute, run

__all__ = ["CHECKS", "Finding", "recompute", "run"]

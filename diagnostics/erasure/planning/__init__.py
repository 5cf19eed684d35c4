"""From what a disk says of itself to a plan: pure, so that agent and server make the same one.

Capabilities decide, never names and never that a command once succeeded. What a disk does not say
it can do, it cannot do.
"""

from diagnostics.erasure.planning.around import Surroundings, Use
from diagnostics.erasure.planning.medium import Medium, medium_of
from diagnostics.erasure.planning.planner import plan
from diagnostics.erasure.planning.sentences import CAVEATS, MEDIA, METHODS, OBSTACLES

__all__ = [
    "CAVEATS",
    "MEDIA",
    "METHODS",
    "OBSTACLES",
    "Medium",
    "Surroundings",
    "Use",
    "medium_of",
    "plan",
]

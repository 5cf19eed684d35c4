"""The engine: one disk's run from the first look to the evidence, and several disks at once."""

from diagnostics.erasure.engine.evidence import Unsound
from diagnostics.erasure.engine.ground import Ground, RealGround, as_noted
from diagnostics.erasure.engine.run import Run
from diagnostics.erasure.engine.verdict import Verdict
from diagnostics.erasure.engine.work import Progress, Task
from diagnostics.watching import Ended, watched

__all__ = [
    "Ended",
    "Ground",
    "Progress",
    "RealGround",
    "Run",
    "Task",
    "Unsound",
    "Verdict",
    "as_noted",
    "watched",
]

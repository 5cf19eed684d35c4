"""The engine: one image onto one disk, from the first look to the evidence."""

from diagnostics.imaging.engine.course import Phase, Progress, Task
from diagnostics.imaging.engine.evidence import Unsound
from diagnostics.imaging.engine.ground import Ground
from diagnostics.imaging.engine.run import Opens, Run

__all__ = ["Ground", "Opens", "Phase", "Progress", "Run", "Task", "Unsound"]

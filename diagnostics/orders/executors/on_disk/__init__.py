"""What erasing and imaging share: a run on one disk that leaves evidence, however it ends."""

from diagnostics.orders.executors.on_disk.beginning import asked_of, begin, disk_of, take_up
from diagnostics.orders.executors.on_disk.ending import Ending, usual_message
from diagnostics.orders.executors.on_disk.ground import may_sleep, real_ground

__all__ = [
    "Ending",
    "asked_of",
    "begin",
    "disk_of",
    "may_sleep",
    "real_ground",
    "take_up",
    "usual_message",
]

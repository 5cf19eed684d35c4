"""How each kind of order is carried out: a module each, all alike (``work.Executor``)."""

from collections.abc import Mapping

from diagnostics.orders.executors import power_off, probe, reboot, self_test, stress
from diagnostics.orders.executors.erase import ERASE
from diagnostics.orders.executors.image import IMAGE
from diagnostics.orders.work import Executor

EXECUTORS: Mapping[str, Executor] = {
    "probe": probe,
    "stress": stress,
    "self_test": self_test,
    "erase": ERASE,
    "image": IMAGE,
    "reboot": reboot,
    "power_off": power_off,
}

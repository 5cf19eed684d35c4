"""What kind of device a report is of: by its chassis, and by what is built in."""

from atelier.devices.lifecycle.kinds import ALL_IN_ONE, DESKTOP, LAPTOP, TABLET
from diagnostics.report import Report

#: In dmidecode's words. A convertible or detachable is used, lent and repaired as a laptop.
_CHASSIS = {
    "portable": LAPTOP,
    "laptop": LAPTOP,
    "notebook": LAPTOP,
    "sub notebook": LAPTOP,
    "convertible": LAPTOP,
    "detachable": LAPTOP,
    "tablet": TABLET,
    "hand held": TABLET,
    "all in one": ALL_IN_ONE,
}


def kind_of(report: Report) -> str:
    """Laptop, desktop, all_in_one or tablet.

    Cheap boards say ``Desktop`` whatever they are built into: a screen inside tells otherwise.
    """
    told = _CHASSIS.get((report.system.chassis or "").lower())
    if told:
        return told
    has_screen = any(screen.internal for screen in report.screens)
    if report.batteries and (has_screen or report.peripherals.touchpad or _says_nothing(report)):
        return LAPTOP
    if has_screen:
        return LAPTOP if report.peripherals.touchpad else ALL_IN_ONE
    return DESKTOP


def _says_nothing(report: Report) -> bool:
    return (report.system.chassis or "Unknown") in {"Unknown", "Other"}

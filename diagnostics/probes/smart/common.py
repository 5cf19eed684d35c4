"""What smartctl tells in the same words for every protocol."""

from typing import Any

from diagnostics.probes.document import boolean, count, integer, rows, text
from diagnostics.report import Json

#: A disk of 1990 that was never switched off; more is a counter gone wrong (often 2^32 - 1).
MOST_HOURS = 40 * 366 * 24
_COLDEST, _HOTTEST = -60, 150


def facts(document: Json) -> dict[str, Any]:
    """Fields of DiskHealth that every kind of disk has."""
    return {
        "passed": boolean(document, "smart_status", "passed"),
        "power_on_hours": hours(integer(document, "power_on_time", "hours")),
        "power_cycles": count(document, "power_cycle_count"),
        "temperature_c": temperature(integer(document, "temperature", "current")),
        "percentage_used": count(document, "endurance_used", "current_percent"),
        "exit_status": count(document, "smartctl", "exit_status"),
        "messages": tuple(filter(None, (text(m, "string") for m in _messages(document)))),
    }


def _messages(document: Json) -> list[dict[str, Any]]:
    return list(rows(document, "smartctl", "messages"))


def hours(told: int | None) -> int | None:
    return told if told is not None and 0 <= told <= MOST_HOURS else None


def temperature(told: int | None) -> int | None:
    """None where a disk without a sensor says -273 or 255."""
    return told if told is not None and _COLDEST <= told <= _HOTTEST else None

"""SCSI and SAS disks: defect list, error counters, endurance."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from diagnostics.probes.document import at, count, integer, node, text
from diagnostics.probes.smart import common
from diagnostics.report import DiskHealth, Json, SelfTest

_SELF_TESTS = 20
_DIRECTIONS = ("read", "write", "verify")
_PASSED, _FAILED = (0,), (3, 4, 5, 6, 7)
_GB = 10**9


def health(document: Json) -> DiskHealth:
    told = DiskHealth(protocol="scsi", **common.facts(document))
    used = count(document, "scsi_percentage_used_endurance_indicator")
    return replace(
        told,
        temperature_c=_temperature(document),
        percentage_used=told.percentage_used if used is None else used,
        written_bytes=_processed(document, "write"),
        read_bytes=_processed(document, "read"),
        grown_defects=count(document, "scsi_grown_defect_list"),
        uncorrected_errors=_uncorrected(document),
        self_tests=tuple(_self_tests(document)),
    )


def _temperature(document: Json) -> int | None:
    """A disk or RAID volume without a sensor says 0 degrees, and trips at 0."""
    told = integer(document, "temperature", "current")
    if told:
        return common.temperature(told)
    environment = node(document, "scsi_environmental_reports", "temperature_1")
    return common.temperature(integer(environment, "current"))


def _processed(document: Json, direction: str) -> int | None:
    told = at(document, "scsi_error_counter_log", direction, "gigabytes_processed")
    try:
        bytes_ = Decimal(str(told)) * _GB
    except InvalidOperation:
        return None
    return int(bytes_) if bytes_.is_finite() and bytes_ >= 0 else None


def _uncorrected(document: Json) -> int | None:
    log = node(document, "scsi_error_counter_log")
    counts = [count(log, way, "total_uncorrected_errors") for way in _DIRECTIONS]
    told = [number for number in counts if number is not None]
    return sum(told) if told else None


def _self_tests(document: Json) -> Iterator[SelfTest]:
    for number in range(_SELF_TESTS):
        if row := node(document, f"scsi_self_test_{number}"):
            result = integer(row, "result", "value")
            yield SelfTest(
                kind=text(row, "code", "string"),
                passed=True if result in _PASSED else False if result in _FAILED else None,
                status=text(row, "result", "string"),
                hours=common.hours(integer(row, "power_on_time", "hours")),
            )

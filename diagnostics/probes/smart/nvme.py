"""NVMe: the health information log (02h) and the self-test log (06h)."""

from collections.abc import Iterator
from dataclasses import replace

from diagnostics.probes.document import count, integer, node, rows, text
from diagnostics.probes.smart import common
from diagnostics.report import DiskHealth, Json, SelfTest

#: NVMe base specification: "reported in thousands of 512 byte units".
DATA_UNIT_BYTES = 512_000
_PASSED, _FAILED = (0,), (5, 6, 7)


def health(document: Json) -> DiskHealth:
    told = DiskHealth(protocol="nvme", **common.facts(document))
    log = node(document, "nvme_smart_health_information_log")
    used = count(log, "percentage_used")
    return replace(
        told,
        power_on_hours=told.power_on_hours
        if told.power_on_hours is not None
        else common.hours(integer(log, "power_on_hours")),
        written_bytes=_data_units(log, "data_units_written"),
        read_bytes=_data_units(log, "data_units_read"),
        critical_warning=count(log, "critical_warning"),
        available_spare=count(log, "available_spare"),
        available_spare_threshold=count(log, "available_spare_threshold"),
        percentage_used=told.percentage_used if used is None else used,
        media_errors=count(log, "media_errors"),
        error_log_entries=count(log, "num_err_log_entries"),
        unsafe_shutdowns=count(log, "unsafe_shutdowns"),
        self_tests=tuple(_self_tests(document)),
    )


def _data_units(log: Json, name: str) -> int | None:
    units = count(log, name)
    return None if units is None else units * DATA_UNIT_BYTES


def _self_tests(document: Json) -> Iterator[SelfTest]:
    for row in rows(document, "nvme_self_test_log", "table"):
        yield SelfTest(
            kind=text(row, "self_test_code", "string"),
            passed=_verdict(integer(row, "self_test_result", "value")),
            status=text(row, "self_test_result", "string"),
            hours=common.hours(integer(row, "power_on_hours")),
        )


def _verdict(result: int | None) -> bool | None:
    """None for a test that was broken off: it says nothing of the disk."""
    return True if result in _PASSED else False if result in _FAILED else None

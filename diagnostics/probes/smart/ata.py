"""ATA disks: the attribute table, the device statistics, the self-test and error logs."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from diagnostics.probes.document import at, boolean, count, integer, node, rows, text
from diagnostics.probes.smart import common, traffic
from diagnostics.probes.smart.statistics import statistic
from diagnostics.report import DiskHealth, Json, SelfTest, SmartAttribute

_POWER_ON = 9
_LEADING_NUMBER = re.compile(r"(\d+)(?:h|\s|$)")


def health(document: Json) -> DiskHealth:
    told = DiskHealth(protocol="ata", **common.facts(document))
    attributes = tuple(_attributes(document))
    written, read = traffic.bytes_moved(document, attributes)
    return replace(
        told,
        attributes=attributes,
        power_on_hours=_first(told.power_on_hours, _hours(document, attributes)),
        percentage_used=_first(
            statistic(document, 7, "Percentage Used Endurance Indicator"), told.percentage_used
        ),
        written_bytes=written,
        read_bytes=read,
        uncorrected_errors=statistic(document, 4, "Number of Reported Uncorrectable Errors"),
        error_log_entries=_logged_errors(document),
        self_tests=tuple(_self_tests(document)),
    )


def _attributes(document: Json) -> Iterator[SmartAttribute]:
    for row in rows(document, "ata_smart_attributes", "table"):
        number = count(row, "id")
        if number is not None:
            yield _attribute(number, row)


def _attribute(number: int, row: Json) -> SmartAttribute:
    """Raw values stay whole: 188 packs three counters, 190 and 194 pack the extremes."""
    return SmartAttribute(
        id=number,
        name=text(row, "name") or "Unknown_Attribute",
        value=integer(row, "value"),
        worst=integer(row, "worst"),
        threshold=integer(row, "thresh"),
        raw=integer(row, "raw", "value"),
        raw_text=text(row, "raw", "string"),
        when_failed=text(row, "when_failed"),
    )


def _hours(document: Json, attributes: tuple[SmartAttribute, ...]) -> int | None:
    """Where smartctl gave no time of its own.

    Attribute 9 is read from its text: the raw number may pack minutes or milliseconds above the
    hours (``2725 (151 234 0)`` is 167031278144165 raw).
    """
    counted = common.hours(statistic(document, 1, "Power-on Hours"))
    if counted is not None:
        return counted
    row = next((a for a in attributes if a.id == _POWER_ON and "Hours" in a.name), None)
    found = _LEADING_NUMBER.match(row.raw_text or "") if row else None
    return common.hours(int(found[1])) if found else None


def _logged_errors(document: Json) -> int | None:
    log = node(document, "ata_smart_error_log")
    return _first(count(log, "extended", "count"), count(log, "summary", "count"))


def _self_tests(document: Json) -> Iterator[SelfTest]:
    log = node(document, "ata_smart_self_test_log")
    for row in rows(log, "extended" if at(log, "extended", "table") else "standard", "table"):
        yield SelfTest(
            kind=text(row, "type", "string"),
            passed=boolean(row, "status", "passed"),
            status=text(row, "status", "string"),
            hours=count(row, "lifetime_hours"),
        )


def _first(*values: Any) -> int | None:
    return next((value for value in values if value is not None), None)

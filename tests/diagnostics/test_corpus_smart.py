"""Every recorded smartctl document, read once by the parser and once by plain look-ups."""

import json
import os
import re
from pathlib import Path

import pytest

from diagnostics.probes import smart
from diagnostics.probes.document import Unreadable

CORPUS = Path(os.environ.get("ATELIER_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
FOLDERS = ("smartctl/*", "smartctl-failing/*", "qemu/*smartctl*.json")
FILES = sorted(path for folder in FOLDERS for path in CORPUS.glob(folder))

needs_corpus = pytest.mark.skipif(not FILES, reason="no recorded hardware: set ATELIER_CORPUS")

#: Field -> where smartctl states it.
DISK = {
    "serial": "serial_number",
    "size_bytes": "user_capacity.bytes nvme_total_capacity",
    "firmware": "firmware_version scsi_revision revision",
    "logical_block_bytes": "logical_block_size",
    "physical_block_bytes": "physical_block_size",
}
HEALTH = {
    "passed": "smart_status.passed",
    "power_on_hours": "power_on_time.hours",
    "power_cycles": "power_cycle_count",
    "temperature_c": "temperature.current",
    "exit_status": "smartctl.exit_status",
    "critical_warning": "nvme_smart_health_information_log.critical_warning",
    "available_spare": "nvme_smart_health_information_log.available_spare",
    "available_spare_threshold": "nvme_smart_health_information_log.available_spare_threshold",
    "percentage_used": "nvme_smart_health_information_log.percentage_used",
    "media_errors": "nvme_smart_health_information_log.media_errors",
    "unsafe_shutdowns": "nvme_smart_health_information_log.unsafe_shutdowns",
    "error_log_entries": "nvme_smart_health_information_log.num_err_log_entries "
    "ata_smart_error_log.summary.count ata_smart_error_log.extended.count",
    "grown_defects": "scsi_grown_defect_list",
}
ATTRIBUTE = {
    "id": "id",
    "name": "name",
    "value": "value",
    "worst": "worst",
    "threshold": "thresh",
    "raw": "raw.value",
    "raw_text": "raw.string",
}


def stated(document, places):
    for place in places.split():
        found = document
        for key in place.split("."):
            found = found.get(key, {}) if isinstance(found, dict) else {}
        if found != {}:
            return found
    return None


def compare(told, document):
    """Yields (field, told, stated) for what smartctl states, and for what we say unasked."""
    for table, ours in ((DISK, told), (HEALTH, told.health)):
        for field, places in table.items():
            theirs = stated(document, places)
            if theirs is not None or getattr(ours, field) is not None:
                yield field, getattr(ours, field), theirs
    yield from compare_attributes(told, document)
    yield from compare_written(told, document)
    yield from compare_wwn(told, document)


def compare_attributes(told, document):
    rows = stated(document, "ata_smart_attributes.table") or []
    yield "attributes", len(told.health.attributes), len(rows)
    for ours, theirs in zip(told.health.attributes, rows, strict=True):
        for field, place in ATTRIBUTE.items():
            yield f"attribute.{field}", getattr(ours, field), stated(theirs, place)


def compare_written(told, document):
    """Where NVMe counts units of 512 000 bytes and SCSI billions of bytes."""
    units = stated(document, "nvme_smart_health_information_log.data_units_written")
    if units is not None:
        yield "written", told.health.written_bytes, units * 512 * 1000
    billions = stated(document, "scsi_error_counter_log.write.gigabytes_processed")
    if billions is not None:
        yield "written", told.health.written_bytes, int(billions.replace(".", "")) * 10**6


def compare_wwn(told, document):
    if wwn := document.get("wwn"):
        number = wwn["naa"] << 60 | wwn["oui"] << 36 | wwn["id"]
        yield "wwn", told.wwn and int(told.wwn, 16), number


#: Where we say another thing on purpose (field, ours, smartctl's).
KNOWN = {
    # No sensor: QEMU's SCSI disk and a RAID volume say 0 degrees, and trip at 0.
    ("temperature_c", None, 0),
    # Told in another place: SCSI environmental report, ATA device statistics, text of attribute 9.
    ("temperature_c", 40, None),
    ("percentage_used", 19, None),
    ("power_on_hours", 2725, None),
}


@needs_corpus
def test_every_document_agrees_with_smartctl(capsys):
    fields, wrong = 0, []
    for path in FILES:
        raw = path.read_bytes()
        for field, ours, theirs in compare(smart.parse(raw), json.loads(raw)):
            fields += 1
            if ours != (theirs.strip() if isinstance(theirs, str) else theirs):
                wrong.append((path.name, field, ours, theirs))
    with capsys.disabled():
        print(f"\nsmartctl: {len(FILES)} files, {fields} fields compared, {len(wrong)} differ")  # noqa: T201 - the figures
    assert {difference[1:] for difference in wrong} == KNOWN
    assert fields > 40 * len(FILES)


@needs_corpus
def test_the_exit_status_is_the_one_the_command_ended_with():
    named = [(path, found[1]) for path in FILES if (found := re.search(r"\.rc(\d+)\.", path.name))]
    for path, status in named:
        assert smart.parse(path.read_bytes()).health.exit_status == int(status), path.name
    assert len(named) == 16


@needs_corpus
def test_what_was_written_and_used_is_possible():
    """No disk has written more than its interface carried in its hours, nor lived for 60 years."""
    for path in FILES:
        health = smart.parse(path.read_bytes()).health
        assert 0 <= (health.power_on_hours or 0) < 24 * 366 * 60, path.name
        if health.written_bytes and health.power_on_hours:
            assert health.written_bytes / health.power_on_hours / 3600 < 3.5e9, path.name


@needs_corpus
def test_a_recording_cut_anywhere_is_refused():
    for path in FILES[::9]:
        raw = path.read_bytes().rstrip()
        for part in (1, 10, 100, 1000, len(raw) // 2, len(raw) - 1):
            with pytest.raises(Unreadable, match="breaks off"):
                smart.parse(raw[: min(part, len(raw) - 1)])

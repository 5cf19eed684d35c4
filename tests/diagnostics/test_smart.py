"""smartctl's JSON, distilled: small documents made for these tests."""

import json

import pytest

from diagnostics.probes import smart
from diagnostics.probes.document import Unreadable


def reading(protocol="ATA", **parts):
    document = {"smartctl": {"exit_status": 0}, "device": {"protocol": protocol}, **parts}
    return smart.parse(json.dumps(document))


def attribute(number, name, raw, text=None):
    return {
        "id": number,
        "name": name,
        "value": 100,
        "worst": 99,
        "thresh": 10,
        "when_failed": "",
        "raw": {"value": raw, "string": text or str(raw)},
    }


def table(*attributes):
    return {"ata_smart_attributes": {"table": list(attributes)}}


def statistics(page, name, value, valid=True):
    row = {"name": name, "value": value, "flags": {"valid": valid}}
    return {"ata_device_statistics": {"pages": [{"number": page, "table": [row]}]}}


def test_an_attribute_keeps_its_packed_raw_value():
    timeouts = 3 << 32 | 2 << 16 | 1
    [row] = reading(**table(attribute(188, "Command_Timeout", timeouts, "1 2 3"))).health.attributes
    assert (row.id, row.name, row.raw, row.raw_text) == (188, "Command_Timeout", timeouts, "1 2 3")
    assert (row.value, row.worst, row.threshold, row.when_failed) == (100, 99, 10, None)


@pytest.mark.parametrize(
    ("parts", "hours"),
    [
        ({"power_on_time": {"hours": 0}}, 0),
        ({"power_on_time": {"hours": 3030}, **table(attribute(9, "Power_On_Hours", 1740))}, 3030),
        (table(attribute(9, "Power_On_Hours", 167031278144165, "2725 (151 234 0)")), 2725),
        (table(attribute(9, "Power_On_Hours_and_Msec", 0x8EE0000AAA, "2730h+09m+15.000s")), 2730),
        (table(attribute(9, "Power_On_Minutes", 60000)), None),
        (statistics(1, "Power-on Hours", 14551), 14551),
        ({"power_on_time": {"hours": -5}}, None),
        ({"power_on_time": {"hours": 4294967295}}, None),
        ({"power_on_time": {"hours": True}}, None),
        ({"power_on_time": "many"}, None),
        ({}, None),
    ],
)
def test_power_on_hours(parts, hours):
    assert reading(**parts).health.power_on_hours == hours


@pytest.mark.parametrize(
    ("attributes", "written"),
    [
        ([(241, "Total_LBAs_Written", 1000)], 512_000),
        ([(246, "Total_LBAs_Written", 1000)], 512_000),
        ([(241, "Host_Writes_32MiB", 3)], 96 << 20),
        ([(241, "Lifetime_Writes_GiB", 398)], 398 << 30),
        ([(241, "Total_Writes_GB", 2)], 2 * 10**9),
        ([(225, "Host_Writes_32MiB", 7), (233, "Total_LBAs_Written", 7)], 7 * 32 << 20),
        ([(233, "Flash_Writes_GiB", 979)], None),
        ([(249, "NAND_Writes_1GiB", 979)], None),
        ([(246, "Unknown_Attribute", 5)], None),
        ([(241, "Total_LBAs_Written", -1)], None),
    ],
)
def test_bytes_written_only_where_the_unit_is_certain(attributes, written):
    parts = table(*(attribute(*row) for row in attributes))
    assert reading(**parts).health.written_bytes == written


def test_a_name_that_lies_about_written_blocks_is_not_believed_about_read_ones():
    rows = [
        attribute(225, "Host_Writes_32MiB", 129493),
        attribute(233, "Total_LBAs_Written", 129493),
        attribute(242, "Total_LBAs_Read", 573613),
    ]
    assert reading(**table(*rows)).health.read_bytes is None


def test_device_statistics_count_in_logical_blocks():
    parts = {"logical_block_size": 4096, **statistics(1, "Logical Sectors Written", 10)}
    assert reading(**parts).health.written_bytes == 40960


@pytest.mark.parametrize(("valid", "used"), [(True, 19), (False, None)])
def test_endurance_counts_only_when_the_disk_calls_it_valid(valid, used):
    parts = statistics(7, "Percentage Used Endurance Indicator", 19, valid)
    assert reading(**parts).health.percentage_used == used


def test_nvme_log():
    log = {
        "critical_warning": 4,
        "available_spare": 0,
        "available_spare_threshold": 10,
        "percentage_used": 130,
        "data_units_written": 2,
        "data_units_read": 1,
        "media_errors": 3,
        "num_err_log_entries": 9,
        "unsafe_shutdowns": 5,
        "power_on_hours": 77,
    }
    health = reading("NVMe", nvme_smart_health_information_log=log).health
    assert (health.protocol, health.critical_warning, health.percentage_used) == ("nvme", 4, 130)
    assert (health.available_spare, health.available_spare_threshold) == (0, 10)
    assert (health.written_bytes, health.read_bytes) == (1_024_000, 512_000)
    assert (health.media_errors, health.error_log_entries, health.unsafe_shutdowns) == (3, 9, 5)
    assert health.power_on_hours == 77


def test_scsi_logs():
    way = {"gigabytes_processed": "1.500", "total_uncorrected_errors": 2}
    health = reading(
        "SCSI",
        scsi_grown_defect_list=56,
        scsi_error_counter_log={"read": way, "write": way},
        scsi_percentage_used_endurance_indicator=12,
        temperature={"current": 34, "drive_trip": 68},
    ).health
    assert (health.grown_defects, health.uncorrected_errors, health.percentage_used) == (56, 4, 12)
    assert (health.written_bytes, health.read_bytes) == (1_500_000_000, 1_500_000_000)
    assert health.temperature_c == 34


def test_a_raid_volume_without_a_sensor_has_no_temperature():
    assert reading("SCSI", temperature={"current": 0, "drive_trip": 0}).health.temperature_c is None


@pytest.mark.parametrize("current", [-273, 255, "hot", 1e3])
def test_a_temperature_no_disk_has(current):
    assert reading(temperature={"current": current}).health.temperature_c is None


def self_test(protocol, result):
    if protocol == "SCSI":
        row = {"code": {"string": "Background short"}, "result": result}
        return {"scsi_self_test_0": {**row, "power_on_time": {"hours": 8}}}
    if protocol == "NVMe":
        row = {"self_test_code": {"string": "Short"}, "self_test_result": result}
        return {"nvme_self_test_log": {"table": [{**row, "power_on_hours": 8}]}}
    row = {"type": {"string": "Short offline"}, "status": result, "lifetime_hours": 8}
    return {"ata_smart_self_test_log": {"standard": {"table": [row]}}}


@pytest.mark.parametrize(
    ("protocol", "result", "passed"),
    [
        ("ATA", {"string": "Completed", "value": 0, "passed": True}, True),
        ("ATA", {"string": "Completed: read failure", "value": 121, "passed": False}, False),
        ("ATA", {"string": "Aborted by host", "value": 25}, None),
        ("NVMe", {"string": "Completed without error", "value": 0}, True),
        ("NVMe", {"string": "Completed: failed segments", "value": 7}, False),
        ("NVMe", {"string": "Aborted: Self-test command", "value": 1}, None),
        ("SCSI", {"string": "Completed", "value": 0}, True),
        ("SCSI", {"string": "Failed in segment -->", "value": 6}, False),
        ("SCSI", {"string": "Aborted (device reset ?)", "value": 2}, None),
    ],
)
def test_self_tests(protocol, result, passed):
    [row] = reading(protocol, **self_test(protocol, result)).health.self_tests
    assert (row.passed, row.status, row.hours) == (passed, result["string"], 8)


def test_exit_status_and_messages_are_kept():
    raw = {"smartctl": {"exit_status": 2, "messages": [{"string": "Open failed"}, {}, 7]}}
    health = smart.parse(json.dumps(raw)).health
    assert (health.exit_status, health.messages, health.protocol) == (2, ("Open failed",), None)


def test_identity():
    told = reading(
        model_name="Made Up SSD 1",
        serial_number=" S1 ",
        wwn={"naa": 5, "oui": 3274, "id": 10283057623},
        user_capacity={"bytes": 1000},
        rotation_rate=0,
    )
    assert (told.model, told.serial, told.wwn) == ("Made Up SSD 1", "S1", "5000cca264eb01d7")
    assert (told.size_bytes, told.rotation_rpm, told.solid_state) == (1000, None, True)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b"\x00\xff\xfe\x01", "expected a JSON object"),
        (b"$ smartctl -j\n{}", "expected a JSON object"),
        (b"[]", "expected a JSON object"),
        (b'{"smartctl": {"exit', "breaks off"),
        (b"{}", "no 'smartctl'"),
        (b'{"smartctl": NaN}', "not a number"),
        (b'{"a":' * 100_000, "no tool prints"),
        (b'{"smartctl": ' + b"9" * 5000 + b"}", "no tool prints"),
    ],
)
def test_what_is_not_a_recording_is_refused_in_words(raw, words):
    with pytest.raises(Unreadable, match=words):
        smart.parse(raw)


@pytest.mark.parametrize("rubbish", [None, 0, -1, "x", [], [1], {}, {"table": 3}, True, 1.5])
def test_a_part_of_another_type_is_passed_over(rubbish):
    keys = ["power_on_time", "wwn", "ata_smart_attributes", "ata_smart_self_test_log"]
    keys += ["ata_device_statistics", "nvme_namespaces", "nvme_self_test_log", "user_capacity"]
    keys += ["scsi_error_counter_log", "nvme_smart_health_information_log", "rotation_rate"]
    for protocol in ("ATA", "NVMe", "SCSI"):
        told = reading(protocol, **dict.fromkeys(keys, rubbish))
        assert told.health.protocol == protocol.lower()
        assert told.wwn is None

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier.devices.identity import SCHEMES, Identifier, from_report, from_scan, media, medium_id
from diagnostics.report import Agent, Disk, NetworkInterface, Problem, Report, System

SSD = Disk(
    name="sda",
    model="MODEL 256",
    serial="S3Z8NB0K123456T",
    wwn="0x50025388a0123456",
    size_bytes=256_060_514_304,
    internal=True,
)
NAMELESS = Disk(name="mmcblk0", model="DF4032", size_bytes=31_268_536_320, internal=True)
STICK = Disk(name="sdb", serial="4C530001230712114", internal=False, removable=True)

REPORT = Report(
    id="7d3c6f0e-8b1e-4f6b-9f5e-0d6b2a0c9e11",
    made_at="2025-11-14T10:42:00+01:00",
    agent=Agent(version="0.1", root=True),
    system=System(
        maker="Maker",
        product="Product 1",
        serial="pf0abc12",
        uuid="4C4C4544-0042-3510-8052-B3C04F4B4E32",
        board_serial="/7XQWB72/CNCMK0078/",
        chassis_serial="whatever1",
    ),
    disks=(SSD, STICK),
    network=(
        NetworkInterface(name="eth0", kind="wired", mac="54:E1:AD:0C:11:9F", fixed=True),
        NetworkInterface(name="usb0", kind="wired", mac="00:e0:4c:68:01:02", fixed=False),
        NetworkInterface(name="wlan0", kind="wireless", mac="7c:b0:c2:11:22:34", fixed=None),
    ),
)


def test_from_report_takes_what_is_fixed_inside() -> None:
    assert from_report(REPORT) == {
        Identifier("system_serial", "PF0ABC12"),
        Identifier("system_uuid", "44454c4c-4200-1035-8052-b3c04f4b4e32"),
        Identifier("board_serial", "/7XQWB72/CNCMK0078/"),
        Identifier("mac", "54:e1:ad:0c:11:9f"),
        Identifier("disk_wwn", "50025388a0123456"),
        Identifier("disk_serial", "S3Z8NB0K123456T"),
    }


def test_the_medium_it_was_started_from_is_no_part_of_it() -> None:
    started = replace(REPORT, disks=(replace(SSD, boot_medium=True),))
    assert not {one for one in from_report(started) if one.scheme.startswith("disk")}
    assert media(started) == ()


def test_a_report_of_rubbish_has_no_identifiers() -> None:
    system = System(
        maker="Maker",
        product="Product 1",
        serial="Product 1",
        uuid="03000200-0400-0500-0006-000700080009",
        board_serial="Default string",
    )
    disk = replace(SSD, serial="MODEL 256", wwn="0x5000000000000000")
    assert from_report(replace(REPORT, system=system, disks=(disk,), network=())) == frozenset()


@pytest.mark.parametrize(
    ("scanned", "scheme", "value"),
    [
        ("490154203237518", "imei", "490154203237518"),
        ("490154203237517", "maker_code", "490154203237517"),
        (" pf0abc12\r", "maker_code", "PF0ABC12"),
        ("1S20HES0XX00PF0ABC12", "maker_code", "PF0ABC12"),
    ],
)
def test_scanned_code(scanned: str, scheme: str, value: str) -> None:
    assert from_scan(scanned) == {Identifier(scheme, value)}


def test_scanned_rubbish_is_nothing() -> None:
    assert from_scan("0000") == from_scan("") == frozenset()


def test_media_keep_their_name_and_are_each_counted() -> None:
    report = replace(REPORT, disks=(SSD, STICK, NAMELESS, NAMELESS))
    looks = "looks:DF4032/31268536320"
    assert media(report) == ("wwn:50025388a0123456", looks, f"{looks}#2")


def test_medium_without_wwn_goes_by_serial() -> None:
    assert medium_id(replace(SSD, wwn="0x5000000000000000")) == "serial:S3Z8NB0K123456T"


def test_a_disk_that_may_be_inside_counts_as_inside() -> None:
    assert media(replace(REPORT, disks=(replace(SSD, internal=None),)))


def test_no_disks_seen_is_not_the_same_as_no_disks() -> None:
    failed = Problem(subsystem="disks", kind="failed", message="lsblk did not run.")
    elsewhere = replace(failed, subsystem="cpu")
    assert media(replace(REPORT, disks=())) == ()
    assert media(replace(REPORT, disks=(), problems=(elsewhere,))) == ()
    assert media(replace(REPORT, disks=(), problems=(failed,))) is None


@given(st.sampled_from(SCHEMES), st.text() | st.from_regex(r"[0-9a-fA-F:\-x.]{8,40}"))
def test_any_text_is_an_identifier_in_normal_form_or_none(scheme: str, text: str) -> None:
    found = Identifier.of(scheme, text)
    if found is not None:
        assert Identifier.of(scheme, found.value) == found
        assert len(found.value) <= 100
        assert "\x00" not in found.value


@given(st.uuids())
def test_both_byte_orders_of_a_uuid_are_one(uuid: UUID) -> None:
    swapped = str(UUID(bytes_le=uuid.bytes))
    assert Identifier.of("system_uuid", str(uuid)) == Identifier.of("system_uuid", swapped)

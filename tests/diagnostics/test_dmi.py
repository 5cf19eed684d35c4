"""DMI text, made up here in the form that dmidecode prints."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics.probes import batteries, memory, system
from diagnostics.probes.dmi import firmware, ports, recording
from diagnostics.probes.dmi.table import NotDmi, parse
from diagnostics.report import Port

GIB = 2**30

TEXT = """\
# dmidecode 3.6
Getting SMBIOS data from sysfs.
SMBIOS 3.2 present.

Handle 0x0000, DMI type 0, 26 bytes
BIOS Information
\tVendor: Made Up Firmware
\tVersion: 1.2.3
\tRelease Date: 02/30/2019
\tCharacteristics:
\t\tPCI is supported
\t\tUEFI is supported

Handle 0x0001, DMI type 1, 27 bytes
System Information
\tManufacturer: Voorbeeld
\tProduct Name: Boek: 14
\tVersion: Not Specified
\tSerial Number: To Be Filled By O.E.M.
\tUUID: Not Settable
\tSKU Number: <BAD INDEX>

Handle 0x0003, DMI type 3, 22 bytes
Chassis Information
\tManufacturer: Dock Maker
\tType: Docking Station
\tSerial Number: DOCK1

Handle 0x0004, DMI type 3, 22 bytes
Chassis Information
\tManufacturer: Voorbeeld
\tType: Notebook
\tSerial Number: CH-1

Handle 0x0010, DMI type 16, 23 bytes
Physical Memory Array
\tUse: System Memory
\tMaximum Capacity: 32 GB
\tNumber Of Devices: 2

Handle 0x0011, DMI type 16, 23 bytes
Physical Memory Array
\tUse: Flash Memory
\tMaximum Capacity: 16 MB
\tNumber Of Devices: 1

Handle 0x0012, DMI type 17, 40 bytes
Memory Device
\tArray Handle: 0x0010
\tSize: 8192 MB
\tForm Factor: SODIMM
\tLocator: DIMM A
\tBank Locator: Not Specified
\tType: DDR4
\tSpeed: 2667 MT/s
\tManufacturer: 0x04CB
\tSerial Number: 00000000
\tPart Number: ABC-1\x20
\tConfigured Clock Speed: 2400 MT/s

Handle 0x0013, DMI type 17, 40 bytes
Memory Device
\tArray Handle: 0x0010
\tSize: No Module Installed
\tForm Factor: SODIMM
\tLocator: DIMM B
\tSpeed: Unknown

Handle 0x0014, DMI type 17, 40 bytes
Memory Device
\tArray Handle: 0x0010
\tSize: 4 GB
\tForm Factor: Row Of Chips
\tLocator: On board

Handle 0x0015, DMI type 17, 40 bytes
Memory Device
\tArray Handle: 0x0011
\tSize: 16 MB
\tForm Factor: Chip

Handle 0x0016, DMI type 22, 26 bytes
Portable Battery
\tLocation: Primary
\tManufacturer: Cel
\tName: B-1
\tDesign Capacity: 47520 mWh
\tSBDS Chemistry: LION
\tSBDS Serial Number: 0E12

Handle 0x0017, DMI type 8, 9 bytes
Port Connector Information
\tExternal Reference Designator: USB1
\tExternal Connector Type: Access Bus (USB)

Handle 0x0018, DMI type 8, 9 bytes
Port Connector Information
\tExternal Reference Designator: USB2
\tExternal Connector Type: Access Bus (USB)

Handle 0x0019, DMI type 8, 9 bytes
Port Connector Information
\tExternal Reference Designator: HDMI out
\tExternal Connector Type: Other

Handle 0x001A, DMI type 8, 9 bytes
Port Connector Information
\tExternal Reference Designator: HDMI inside
\tExternal Connector Type: None

Handle 0x001B, DMI type 43, 31 bytes
TPM Device
\tVendor ID: INTC
\tSpecification Version: 2.0

Handle 0x001C, DMI type 150, 14 bytes
OEM-specific Type
\tStrings:
\t\tABSOLUTE(PHOENIX) CLM
"""


def test_system_keeps_rubbish_and_leaves_out_what_was_not_said() -> None:
    found = system.from_dmi(parse(TEXT))
    assert (found.maker, found.product) == ("Voorbeeld", "Boek: 14")
    assert found.serial == "To Be Filled By O.E.M."
    assert (found.version, found.uuid, found.sku, found.board_maker) == (None, None, None, None)
    assert found.bios_date == "02/30/2019"


def test_a_dock_is_not_the_machines_chassis() -> None:
    found = system.from_dmi(parse(TEXT))
    assert (found.chassis, found.chassis_serial) == ("Notebook", "CH-1")


def test_memory_counts_sockets_not_soldered_chips_nor_flash() -> None:
    found = memory.from_dmi(parse(TEXT), usable_bytes=11 * GIB)
    assert (found.total_bytes, found.usable_bytes, found.max_bytes) == (
        12 * GIB,
        11 * GIB,
        32 * GIB,
    )
    assert (found.slots, found.slots_free) == (2, 1)
    assert [module.slot for module in found.modules] == ["DIMM A", "On board"]
    first = found.modules[0]
    assert (first.speed_mts, first.configured_mts) == (2667, 2400)
    assert (first.bank, first.part, first.serial) == (None, "ABC-1", "00000000")


def test_battery_ports_and_firmware() -> None:
    table = parse(TEXT)
    (battery,) = batteries.from_dmi(table)
    assert (battery.name, battery.design_mwh) == ("Primary", 47520)
    assert (battery.chemistry, battery.serial) == ("LION", "0E12")
    assert ports.from_dmi(table) == (Port(kind="hdmi"), Port(kind="usb", count=2))
    found = firmware.from_dmi(table)
    assert (found.uefi_capable, found.tpm_version, found.tpm_maker) == (True, "2.0", "INTC")
    assert [tracking.present for tracking in found.theft_tracking] == [True]


@pytest.mark.parametrize(
    "text",
    ["Absolute pointing device", "an absolute value", "ABSOLUTE mouse"],
)
def test_not_every_absolute_is_theft_tracking(text: str) -> None:
    assert not firmware.ABSOLUTE.search(text)


def test_a_recording_is_everything_at_once() -> None:
    found = recording.parse(TEXT.encode())
    assert found.memory.slots == 2
    assert found.system.chassis == "Notebook"


@pytest.mark.parametrize("text", ["", "# dmidecode 3.4\nScanning /dev/mem", "\x00\xff", "{}"])
def test_what_is_not_dmi_says_what_was_expected(text: str) -> None:
    with pytest.raises(NotDmi, match="expected structures that start with 'Handle"):
        recording.parse(text)


@pytest.mark.parametrize("cut", range(0, len(TEXT), 61))
def test_a_recording_that_breaks_off_is_read_as_far_as_it_goes(cut: int) -> None:
    text = TEXT[:cut]
    if "bytes\n" in text:
        recording.parse(text)


def test_rubbish_after_a_handle_harms_nothing() -> None:
    text = "Handle 0x0011, DMI type 17, 40 bytes\n\x00\t\t\n\t:\n\tSize: 99999999999999999999 GB\n"
    assert recording.parse(text).memory.total_bytes == 99999999999999999999 * GIB


LINES = st.sampled_from(TEXT.splitlines()) | st.text(max_size=30).map(lambda text: f"\t{text}")


@given(st.lists(LINES, max_size=40).map("\n".join) | st.text())
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        recording.parse(text)
    except NotDmi:
        assert ", DMI type " not in text or not re.search(r"^Handle 0x", text, re.MULTILINE)

"""A virtual machine whose every fact was given on its command line: is that what we report?

``recordings/vm`` holds what the tools printed there (QEMU 7.2 without hardware support, UEFI with
Secure Boot, started from a USB stick; Debian 12) and ``report.json``, which the agent made there.
The serials are made up. Contents of the disks were put there beforehand by mkfs, mkntfs, sfdisk,
sgdisk and cryptsetup, but for the header of BitLocker, which no free tool makes. Two more disks
stood beside them; HANGVOORB7 failed at every read, and the report is whole all the same.
"""

import json
import re
from dataclasses import asdict
from pathlib import Path

import pytest

from diagnostics.probes import disks, edid, lsblk
from diagnostics.probes.dmi import recording

FOLDER = Path(__file__).parent / "recordings" / "vm"
REPORT = json.loads((FOLDER / "report.json").read_text())
BY_SERIAL = {disk["serial"]: disk for disk in REPORT["disks"]}
SSD, HDD, NVME, STICK, CARD, MEDIUM = (
    "SSDVOORB0001",
    "HDDVOORB0002",
    "NVMEVOORB3",
    "STICKVOORB4",
    "0xdeadbeef",
    "MEDIUM6",
)
#: Numbers that had moved on by the time that a tool was run once more.
MOVING = {"power_on_hours", "read_bytes", "written_bytes", "temperature_c", "power_cycles"}


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("maker", "LENOVO"),
        ("product", "20XXPROEF1"),
        ("version", "ThinkPad Voorbeeld"),
        ("family", "ThinkPad Voorbeeld"),
        ("sku", "LENOVO_MT_20XX_BU_Think_FM_Voorbeeld"),
        ("serial", "PFVOORB1"),
        ("uuid", "11112222-3333-4444-5555-666677778888"),
        ("board_maker", "LENOVO"),
        ("board_product", "20XXBORD1"),
        ("board_version", "SDK0PROEF WIN"),
        ("board_serial", "L1HFVOORB12"),
        ("bios_maker", "LENOVO"),
        ("bios_version", "N27VOORB (1.02 )"),
        ("bios_date", "03/14/2019"),
        ("chassis", "Other"),
        ("chassis_serial", "CHVOORB3"),
        ("asset_tag", "SCHENKER-0042"),
    ],
)
def test_system(field, given):
    assert REPORT["system"][field] == given


def test_every_fact_of_the_system_was_looked_at():
    assert None not in REPORT["system"].values()


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("model", "Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz"),
        ("maker", "Intel"),
        ("family", 6),
        ("model_number", 142),
        ("stepping", 10),
        ("sockets", 1),
        ("cores", 2),
        ("threads", 2),
        ("max_mhz", 1700),
        ("bits64", True),
    ],
)
def test_processor(field, given):
    assert REPORT["cpu"][field] == given


def test_memory():
    memory = REPORT["memory"]
    assert (memory["total_bytes"], memory["slots"], memory["slots_free"]) == (4 << 30, 1, 0)
    assert memory["modules"] == [
        {
            "slot": "ChannelA-DIMM0 0",
            "bank": "BANK 0",
            "size_bytes": 4 << 30,
            "type": "RAM",
            "form_factor": "DIMM",
            "speed_mts": 2400,
            "configured_mts": 2400,
            "maker": "Samsung",
            "part": "M471VOORB-CTD",
            "serial": "DIMMVRB1",
        }
    ]


@pytest.mark.parametrize(
    ("serial", "facts"),
    [
        (
            SSD,
            {
                "model": "PROEF SSD 240GB",
                "firmware": "1.07",
                "wwn": "5002538e00000001",
                "size_bytes": 240057409536,
                "rotational": False,
                "rotation_rpm": None,
                "transport": "sata",
                "internal": True,
                "removable": False,
                "partition_table": "gpt",
                "operating_systems": ["windows"],
            },
        ),
        (
            HDD,
            {
                "model": "PROEF HDD 500GB",
                "firmware": "2.08",
                "wwn": "5000c50000000002",
                "size_bytes": 500107862016,
                "logical_block_bytes": 512,
                "physical_block_bytes": 4096,
                "rotational": True,
                "rotation_rpm": 5400,
                "transport": "sata",
                "internal": True,
                "partition_table": "dos",
                "operating_systems": ["linux", "windows"],
            },
        ),
        (
            NVME,
            {
                "model": "QEMU NVMe Ctrl",
                "size_bytes": 256060514304,
                "rotational": False,
                "transport": "nvme",
                "internal": True,
                "partition_table": "gpt",
                "operating_systems": ["linux"],
            },
        ),
        (
            STICK,
            {"size_bytes": 4 << 30, "transport": "usb", "internal": False, "removable": True},
        ),
        (CARD, {"size_bytes": 1 << 30, "transport": "mmc", "internal": False}),
        (MEDIUM, {"transport": "usb", "internal": False, "boot_medium": True, "health": None}),
    ],
)
def test_disk(serial, facts):
    disk = BY_SERIAL[serial]
    assert {name: disk[name] for name in facts} == facts


def test_only_the_stick_it_was_started_from_is_the_medium():
    assert [disk["serial"] for disk in REPORT["disks"] if disk["boot_medium"]] == [MEDIUM]


@pytest.mark.parametrize(
    ("serial", "filesystems", "encryption"),
    [
        (SSD, ["vfat", None, "BitLocker", "ntfs"], [None, None, "bitlocker", None]),
        (HDD, ["ntfs", "ext4", "crypto_LUKS"], [None, None, "luks"]),
        (NVME, ["vfat", "ext4", "swap"], [None, None, None]),
        (STICK, ["vfat"], [None]),
    ],
)
def test_partitions(serial, filesystems, encryption):
    parts = BY_SERIAL[serial]["partitions"]
    assert [part["filesystem"] for part in parts] == filesystems
    assert [part["encryption"] for part in parts] == encryption


def test_labels_that_may_name_the_donor_stay_on_the_machine():
    """The disks carry the labels DONOR, Jan and Thuis."""
    assert not re.search(r"DONOR|\bJan\b|Thuis", json.dumps(REPORT))


@pytest.mark.parametrize(("serial", "protocol"), [(SSD, "ata"), (HDD, "ata"), (NVME, "nvme")])
def test_health(serial, protocol):
    health = BY_SERIAL[serial]["health"]
    assert (health["protocol"], health["passed"]) == (protocol, True)


def test_a_disk_that_fails_at_every_read_hides_nothing():
    failing = BY_SERIAL["HANGVOORB7"]
    assert (failing["model"], failing["partitions"]) == ("PROEF HANGT", [])
    assert failing["health"]["passed"] is True  # by its own word
    assert REPORT["problems"] == []


def test_firmware():
    firmware = REPORT["firmware"]
    assert (firmware["boot_mode"], firmware["uefi_capable"], firmware["secure_boot"]) == (
        "uefi",
        True,
        True,
    )
    assert (firmware["tpm_present"], firmware["tpm_version"]) == (True, "2.0")
    assert (firmware["windows_licence"], firmware["windows_licence_tail"]) == (True, "3PR0F")


def test_of_the_licence_only_the_tail_is_told():
    """The whole key was AAAAA-BBBBB-CCCCC-DDDDD-3PR0F."""
    assert not re.search("AAAAA|BBBBB|CCCCC|DDDDD", json.dumps(REPORT))


def test_windows11():
    assert REPORT["windows11"]["possible"] is True
    assert len(REPORT["windows11"]["requirements"]) == 9


def test_network():
    told = {card["mac"]: (card["kind"], card["fixed"]) for card in REPORT["network"]}
    assert told == {
        "54:ee:75:00:12:34": ("wired", True),
        "00:e0:4c:68:00:01": ("wired", False),
    }


def test_screen():
    (screen,) = REPORT["screens"]
    assert (screen["width_px"], screen["height_px"]) == (1366, 768)
    raw = edid.parse((FOLDER / "edid.bin").read_bytes())
    assert asdict(raw) | {"connector": "Virtual-1", "internal": False} == screen


def test_peripherals():
    """An HDMI port was given as well, but the firmware dropped it: QEMU numbers it as the BIOS."""
    told = REPORT["peripherals"]
    assert {port["kind"]: port["count"] for port in told["ports"]} == {"ethernet": 1, "usb": 2}
    assert told["sound"] == ["HDA Intel"]
    assert (told["touchscreen"], told["touchpad"], told["keyboard"]) == (False, False, True)
    assert (told["cameras"], told["fingerprint"]) == ([], [])


def test_dmidecode_as_recorded_gives_what_was_reported():
    told = recording.parse((FOLDER / "dmidecode.txt").read_bytes())
    assert asdict(told.system) == REPORT["system"]
    assert json.loads(json.dumps(asdict(told.memory)["modules"])) == REPORT["memory"]["modules"]
    assert json.loads(json.dumps(asdict(told)["ports"])) == REPORT["peripherals"]["ports"]


def recorded() -> dict[str, tuple[int, str]]:
    """Every command by what it printed: ``smartctl-sda.4.json`` ended with status 4."""
    commands = {}
    for path in sorted(FOLDER.glob("*-*.*.*")):
        tool, device, status = re.fullmatch(r"(\w+)-(\w+)\.(\d+)\.\w+", path.name).groups()
        command = {
            "lsblk": f"lsblk --json --bytes --output {lsblk.COLUMNS}",
            "smartctl": f"smartctl -j -x /dev/{device}",
            "hdparm": f"hdparm -I /dev/{device}",
            "nvme": f"nvme id-ctrl /dev/{device} -o json",
        }[tool]
        commands[command] = (int(status), path.read_text())
    return commands


@pytest.mark.parametrize("serial", [SSD, HDD, NVME])
def test_tools_as_recorded_give_what_was_reported(serial, make_host):
    host = make_host(commands=recorded())
    again = {disk.serial: disk for disk in disks.parse(disks.collect(host))}[serial]
    then = BY_SERIAL[serial]
    assert stable(as_known_then(json.loads(json.dumps(asdict(again))), then)) == stable(then)


def as_known_then(now, then):
    """Without the fields that came into the contract after the report was made."""
    if isinstance(now, dict) and isinstance(then, dict):
        return {name: as_known_then(now[name], then[name]) for name in now if name in then}
    return now


def stable(disk):
    health = {name: value for name, value in disk["health"].items() if name not in MOVING}
    return {**disk, "health": {**health, "attributes": None}, "smart": None}

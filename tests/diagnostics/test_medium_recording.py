"""What our own bench medium said of a virtual laptop that it was started on.

``recordings/medium/report.json``: QEMU 7.2 without hardware support, BIOS, 1 GB, the stick on USB,
a SATA disk that turns and an NVMe disk; from the virtual bench (``tests/bench``). The numbers are
made up.
"""

import json
from pathlib import Path

REPORT = json.loads((Path(__file__).parent / "recordings" / "medium" / "report.json").read_text())


def test_nothing_stopped_a_probe():
    """All tools are on the medium, and the agent is root there."""
    assert REPORT["problems"] == []
    assert REPORT["agent"]["root"] is True


def test_it_knows_the_stick_it_was_started_from():
    assert {disk["serial"]: disk["boot_medium"] for disk in REPORT["disks"]} == {
        "VOLPROEF1": False,
        "MEDIUM": True,
        "VOLPROEF2": False,
    }


def test_what_the_disks_can_do_was_asked():
    disks = {disk["serial"]: disk for disk in REPORT["disks"]}
    assert disks["VOLPROEF1"]["ata"]["security"]["supported"] is False
    assert disks["VOLPROEF1"]["rotation_rpm"] == 7200
    assert disks["VOLPROEF2"]["nvme"]["format"] is True
    assert disks["VOLPROEF2"]["nvme"]["format_crypto"] is False


def test_how_it_was_started():
    assert REPORT["firmware"]["boot_mode"] == "bios"
    assert REPORT["system"]["chassis"] == "Notebook"

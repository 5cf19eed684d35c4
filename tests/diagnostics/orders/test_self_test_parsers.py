"""What smartctl and nvme-cli print of self-tests, as recorded and as it never should be."""

import contextlib
import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics.orders.executors.self_test import nvme, smartctl
from diagnostics.orders.executors.self_test.standing import Unsupported
from diagnostics.probes.document import Unreadable
from diagnostics.probes.host import Host
from diagnostics.run import Completed, Failed

CORPUS = Path(os.environ.get("ATELIER_CORPUS", Path(__file__).parents[4] / "shared" / "corpus"))
FOLDERS = ("smartctl/*", "smartctl-failing/*", "qemu/*smartctl*.json")
FILES = sorted(path for folder in FOLDERS for path in CORPUS.glob(folder))
needs_corpus = pytest.mark.skipif(not FILES, reason="no recorded hardware: set ATELIER_CORPUS")


@needs_corpus
def test_every_recording_is_read_or_refused_with_a_reason() -> None:
    seen: Counter[str] = Counter()
    for path in FILES:
        document = json.loads(path.read_bytes())
        if "ata_smart_data" not in document and "scsi" not in str(document.get("device")).lower():
            with pytest.raises(Unsupported, match=" "):
                smartctl.parse(path.read_bytes())
            seen["refused"] += 1
            continue
        standing = smartctl.parse(path.read_bytes())
        status = document.get("ata_smart_data", {}).get("self_test", {}).get("status", {})
        assert standing.running == ("in progress" in status.get("string", "")), path.name
        assert standing.remaining_percent == status.get("remaining_percent"), path.name
        assert standing.serial == document.get("serial_number"), path.name
        seen["running"] += standing.running
        if standing.newest:
            seen[standing.newest.verdict] += 1
    assert seen["running"] >= 3
    assert seen["passed"] >= 5
    assert seen["broken_off"] >= 1
    assert seen["refused"] >= 20  # NVMe: not asked through smartctl


@needs_corpus
def test_a_recorded_read_failure_has_its_place() -> None:
    document = json.loads((CORPUS / "smartctl-failing" / "smart-fail2.json").read_bytes())
    log = document["ata_smart_self_test_log"]["standard"]
    log["table"] = log["table"][2:]  # what came after it
    newest = smartctl.parse(json.dumps(document)).newest
    assert newest is not None
    assert (newest.verdict, newest.length) == ("failed", "long")
    assert newest.status == "Completed: read failure"
    assert (newest.first_error_lba, newest.hours) == (104_870_168, 4)


SCSI_ROW = {
    "code": {"value": 2, "string": "Background long"},
    "result": {"value": 5, "string": "Failed in first segment"},
    "power_on_time": {"hours": 31337},
    "lba_first_failure": {"value": 3_907_029_167},
}
SCSI_RUNNING = {
    "code": {"value": 1, "string": "Background short"},
    "result": {"value": 15, "string": "Self test in progress ..."},
    "self_test_in_progress": True,
}


def scsi(*rows: dict[str, Any]) -> bytes:
    table = {f"scsi_self_test_{number}": row for number, row in enumerate(rows)}
    head = {"smartctl": {}, "device": {"protocol": "SCSI"}, "serial_number": "Z1X0AAAA"}
    return json.dumps({**head, **table, "scsi_extended_self_test_seconds": 6543}).encode()


def test_scsi_failure() -> None:
    standing = smartctl.parse(scsi(SCSI_ROW))
    assert not standing.running
    assert standing.long_minutes == 110
    assert standing.newest
    assert (standing.newest.verdict, standing.newest.length) == ("failed", "long")
    assert (standing.newest.first_error_lba, standing.newest.hours) == (3_907_029_167, 31337)


def test_scsi_running_is_not_yet_in_the_log() -> None:
    running, before = smartctl.parse(scsi(SCSI_RUNNING, SCSI_ROW)), smartctl.parse(scsi(SCSI_ROW))
    assert running.running
    assert running.log == before.log
    assert smartctl.parse(scsi()).newest is None


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({"smartctl": {"messages": [{"string": "/dev/sdd: Unknown USB bridge"}]}}, "USB bridge"),
        ({"smartctl": {}, "device": {"protocol": "NVMe"}}, "no ATA or SCSI disk"),
        ({"smartctl": {}, "device": {"protocol": "ATA"}}, "no ATA or SCSI disk with SMART"),
    ],
)
def test_what_has_no_self_test(document: dict[str, Any], why: str) -> None:
    with pytest.raises(Unsupported, match=why):
        smartctl.parse(json.dumps(document))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 300) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["status", "value", "table", "standard", "self_test", "result", "type"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON, JSON, JSON, st.sampled_from(["ATA", "SCSI", "", 5]))
def test_nonsense_in_any_field_is_no_crash(data: Any, log: Any, row: Any, protocol: Any) -> None:
    document = {
        "device": {"protocol": protocol},
        "ata_smart_data": data,
        "ata_smart_self_test_log": log,
        "scsi_self_test_0": row,
    }
    with contextlib.suppress(Unsupported):
        smartctl.parse(json.dumps(document))


@given(st.binary(max_size=700))
def test_any_bytes_for_an_nvme_log(raw: bytes) -> None:
    try:
        standing = nvme.parse(raw)
    except Unreadable:
        assert len(raw) < 32
    else:
        assert standing.remaining_percent is None or 0 <= standing.remaining_percent <= 100


Answer = tuple[int, str]


def host_with(*answers: Answer) -> tuple[Host, list[str]]:
    """Plays the answers one after another, and notes what was asked."""
    left, asked = list(answers), []

    def run(args: Sequence[str], timeout_s: float = 10, accept: Any = (0,)) -> Completed:
        asked.append(" ".join(args))
        status, text = left.pop(0)
        return Completed(tuple(args), text.encode(), "", status)

    return Host(run=run), asked


def test_an_unknown_usb_bridge_is_asked_for_sat() -> None:
    bridge = {"smartctl": {"messages": [{"string": "/dev/sdd: Unknown USB bridge [0x46f4]"}]}}
    ata = {"device": {"protocol": "ATA"}, "ata_smart_data": {}}
    host, asked = host_with((1, json.dumps(bridge)), (0, json.dumps(ata)), (0, "Testing has begun"))
    drive = smartctl.SmartctlDrive(host, "sdd")
    drive.standing()
    drive.begin("short")
    assert asked[1].startswith("smartctl -d sat -j -i -c")
    assert asked[2] == "smartctl -d sat -t short /dev/sdd"


@pytest.mark.parametrize(
    ("status", "said", "error"),
    [
        (4, "Short offline self test failed [unsupported scsi opcode]", Unsupported),
        (4, "Short offline self test failed [medium not present]", Failed),
        (2, "Smartctl open device: /dev/sdd failed: No such device", Failed),
    ],
)
def test_a_test_that_does_not_begin(status: int, said: str, error: type[Exception]) -> None:
    host, _ = host_with((status, f"smartctl 7.3\n\n{said}\n"))
    with pytest.raises(error, match=said.replace("[", r"\[")):
        smartctl.SmartctlDrive(host, "sdd").begin("short")


def test_a_disk_that_does_not_open_is_not_called_unable() -> None:
    host, _ = host_with((2, json.dumps({"smartctl": {}, "device": {"protocol": "ATA"}})))
    with pytest.raises(Failed):
        smartctl.SmartctlDrive(host, "sda").standing()


def test_a_bad_disk_is_an_answer_too() -> None:
    """The upper bits of smartctl's status tell of the disk, not of the command."""
    host, _ = host_with((0b11011000, "Testing has begun"))
    smartctl.SmartctlDrive(host, "sda").begin("long")


def test_nvme_refusing_the_command_is_an_error() -> None:
    host, _ = host_with((1, "NVMe status: Invalid Command Opcode(0x4001)"))
    with pytest.raises(Failed, match="Invalid Command Opcode"):
        nvme.NvmeDrive(host, "nvme0n1").begin("short")


@pytest.mark.usefixtures("real_commands")
def test_the_real_smartctl_knows_no_self_test_of_a_loop_device() -> None:
    if not Path("/dev/loop0").exists():
        pytest.skip("this machine has no /dev/loop0")
    with pytest.raises(Unsupported, match="loop0"):
        smartctl.SmartctlDrive(Host(), "loop0").standing()

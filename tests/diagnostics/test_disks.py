"""Disks of made-up machines: recorded commands, and a small /sys where it matters."""

import json
from pathlib import Path

import pytest

from diagnostics.probes import disks, lsblk
from diagnostics.run import TimedOut

LSBLK = f"lsblk --json --bytes --output {lsblk.COLUMNS}"
OLD_LSBLK = f"lsblk --json --bytes --output {lsblk.OLD_COLUMNS}"
HDPARM = "\nATA device, with non-removable media\n\tModel Number: ATA MODEL\n\tSerial Number: A1\n"
NVME = json.dumps({"mn": "NVME MODEL", "sn": "N1", "oacs": 2, "fna": 4, "sanicap": 3})


def listing(*devices):
    usual = {"type": "disk", "size": 1000, "rm": False, "hotplug": False, "pttype": "gpt"}
    return 0, json.dumps({"blockdevices": [usual | device for device in devices]})


def smart(status=0, protocol="ATA", **parts):
    document = {"smartctl": {"exit_status": status}, "device": {"protocol": protocol}, **parts}
    return status, json.dumps(document)


def refusal(status, message):
    part = {"exit_status": status, "messages": [{"string": message, "severity": "error"}]}
    return status, json.dumps({"smartctl": part})


def read(host):
    return disks.parse(disks.collect(host))


def test_a_sata_disk(make_host):
    commands = {
        LSBLK: listing(
            {"name": "sda", "tran": "sata", "model": "KERNEL MODEL", "vendor": "ATA   "}
        ),
        "smartctl -j -x /dev/sda": smart(
            4, model_name="SMART MODEL", rotation_rate=0, smart_status={"passed": True}
        ),
        "hdparm -I /dev/sda": (0, HDPARM),
    }
    host = make_host(commands=commands)
    [disk] = read(host)
    assert (disk.model, disk.serial, disk.maker) == ("SMART MODEL", "A1", None)
    assert (disk.transport, disk.internal, disk.rotational) == ("sata", True, False)
    assert (disk.health.passed, disk.health.exit_status) == (True, 4)
    assert disk.smart["model_name"] == "SMART MODEL"
    assert host.problems == []


def test_an_nvme_disk_is_asked_by_its_controller(make_host):
    commands = {
        LSBLK: listing({"name": "nvme0n1", "tran": "nvme", "wwn": "eui.0025385b11b3699d"}),
        "smartctl -j -x /dev/nvme0n1": smart(protocol="NVMe"),
        "nvme id-ctrl /dev/nvme0 -o json": (0, NVME),
    }
    [disk] = read(make_host(commands=commands))
    assert (disk.model, disk.serial, disk.wwn) == ("NVME MODEL", "N1", "0025385b11b3699d")
    assert (disk.nvme.format_crypto, disk.health.protocol, disk.ata) == (True, "nvme", None)


def test_a_usb_disk_behind_an_unknown_bridge_is_asked_as_sata(make_host):
    usb = {"name": "sdb", "tran": "usb", "hotplug": True, "serial": "BRIDGE"}
    commands = {
        LSBLK: listing(usb),
        "smartctl -j -x /dev/sdb": refusal(1, "/dev/sdb: Unknown USB bridge [0x1234:0x5678]"),
        "smartctl -j -x -d sat /dev/sdb": smart(serial_number="DISK", rotation_rate=5400),
    }
    [disk] = read(make_host(commands=commands))
    assert (disk.serial, disk.internal, disk.rotational) == ("DISK", False, True)


def test_a_stick_that_has_no_smart_is_told_once_and_loses_nothing_else(make_host):
    bridge = refusal(1, "/dev/sdb: Unknown USB bridge")
    commands = {
        LSBLK: listing({"name": "sdb", "tran": "usb", "rm": True, "serial": "STICK"}),
        "smartctl -j -x /dev/sdb": bridge,
        "smartctl -j -x -d sat /dev/sdb": refusal(2, "/dev/sdb: no answer"),
    }
    host = make_host(commands=commands)
    [disk] = read(host)
    assert (disk.serial, disk.health, disk.smart, disk.rotational) == ("STICK", None, None, None)
    [problem] = host.problems
    assert (problem.kind, problem.facts) == ("failed", ("disks[sdb].health",))
    assert problem.message == "sdb: /dev/sdb: no answer"


def test_a_tool_that_is_missing_is_one_problem_for_all_disks(make_host):
    both = [{"name": "sda", "tran": "sata"}, {"name": "sdb", "tran": "sata"}]
    host = make_host(commands={LSBLK: listing(*both)})
    assert [disk.name for disk in read(host)] == ["sda", "sdb"]
    by_tool = {problem.message: problem for problem in host.problems}
    smartctl = by_tool["smartctl is not installed"]
    assert (smartctl.kind, smartctl.facts) == (
        "missing_tool",
        ("disks[sda].health", "disks[sdb].health"),
    )
    assert by_tool["hdparm is not installed"].facts == ("disks[sda].ata", "disks[sdb].ata")


def test_without_root_it_says_which_facts_are_missing(make_host):
    commands = {
        LSBLK: listing({"name": "sda", "tran": "sata", "pttype": None}),
        "smartctl -j -x /dev/sda": refusal(
            2, "Smartctl open device: /dev/sda failed: Permission denied"
        ),
        "hdparm -I /dev/sda": (13, "/dev/sda: Permission denied"),
    }
    host = make_host(commands=commands, is_root=False)
    [disk] = read(host)
    assert (disk.name, disk.health, disk.ata) == ("sda", None, None)
    facts = {fact for problem in host.problems for fact in problem.facts}
    assert {problem.kind for problem in host.problems} == {"needs_root"}
    assert facts == {
        "disks[sda].health",
        "disks[sda].ata",
        "disks[sda].partitions",
        "disks[sda].operating_systems",
    }


def test_udev_tells_anybody_what_stands_on_a_disk(make_host):
    files = {"sys/block/vda/dev": "254:0", "run/udev/data/b254:0": ""}
    blank = {"name": "vda", "pttype": None}
    host = make_host(files, {LSBLK: listing(blank)}, is_root=False)
    read(host)
    assert host.problems == []


def test_without_udev_even_root_is_told_nothing(make_host):
    host = make_host({}, {LSBLK: listing({"name": "vda", "pttype": None})})
    read(host)
    [problem] = host.problems
    assert (problem.kind, problem.facts[0]) == ("failed", "disks[vda].partitions")


def test_rubbish_from_a_tool_is_a_problem_and_not_an_end(make_host):
    commands = {
        LSBLK: listing({"name": "nvme0n1", "tran": "nvme"}),
        "smartctl -j -x /dev/nvme0n1": (0, '{"smartctl": {"ver'),
        "nvme id-ctrl /dev/nvme0 -o json": (0, NVME),
    }
    host = make_host(commands=commands)
    [disk] = read(host)
    assert (disk.model, disk.health) == ("NVME MODEL", None)
    assert "breaks off" in host.problems[0].message


def test_what_is_no_disk_of_the_machine_is_left_out(make_host):
    names = ["loop0", "zram0", "sr0", "fd0", "md127", "dm-0", "nbd0", "mmcblk0boot0", "mmcblk0rpmb"]
    empty_reader = {"name": "sdc", "tran": "usb", "size": 0}
    rom = {"name": "cd", "type": "rom"}
    host = make_host(
        commands={LSBLK: listing(*({"name": n} for n in names), empty_reader, rom, {"name": "vda"})}
    )
    assert [disk.name for disk in read(host)] == ["vda"]


@pytest.mark.parametrize(
    ("kind", "internal"), [("MMC", True), ("SD", False), ("SDIO", None), (None, None)]
)
def test_a_soldered_memory_and_a_card(make_host, kind, internal):
    files = {"sys/block/mmcblk0/device/type": kind} if kind else {}
    mmc = {"name": "mmcblk0", "hotplug": True, "rota": False}
    [disk] = read(make_host(files, {LSBLK: listing(mmc)}))
    assert (disk.transport, disk.internal, disk.rotational) == ("mmc", internal, False)


@pytest.mark.parametrize(
    ("life", "ending", "used", "messages"),
    [
        ("0x01 0x03", "0x01", 30, 0),
        ("0x0b 0x01", "0x03", 110, 1),
        ("0x00 0x00", "0x02", None, 1),
    ],
)
def test_wear_of_an_emmc(make_host, life, ending, used, messages):
    folder = "sys/block/mmcblk0/device"
    files = {f"{folder}/life_time": life, f"{folder}/pre_eol_info": ending}
    [disk] = read(make_host(files, {LSBLK: listing({"name": "mmcblk0"})}))
    assert (disk.health.percentage_used, len(disk.health.messages)) == (used, messages)


def test_a_card_that_does_not_tell_its_wear(make_host):
    [disk] = read(make_host({}, {LSBLK: listing({"name": "mmcblk0"})}))
    assert disk.health is None


@pytest.mark.parametrize(
    ("path", "transport"),
    [
        ("sys/devices/pci0/usb1/1-1/host6/target6/block/sda", "usb"),
        ("sys/devices/pci0/ata1/host0/target0/block/sda", "sata"),
        ("sys/devices/pci0/host0/port-0/end_device-0/block/sda", "sas"),
        ("sys/devices/pci0/virtio2/host0/target0/block/sda", "scsi"),
    ],
)
def test_the_kernels_path_tells_the_connection_where_lsblk_does_not(path, transport, make_host):
    host = make_host({"sys/block/sda": Path(path)}, {LSBLK: listing({"name": "sda", "tran": None})})
    assert read(host)[0].transport == transport


def test_an_older_lsblk_is_asked_for_less(make_host):
    commands = {LSBLK: (1, "lsblk: unknown column: ZONED"), OLD_LSBLK: listing({"name": "vda"})}
    host = make_host(commands=commands)
    assert [disk.name for disk in read(host)] == ["vda"]
    assert host.problems == []


def test_a_slow_machine_gets_time_to_list_its_disks(make_host):
    """A virtual machine without hardware support took over 2 s, which lost every partition."""
    host = make_host(commands={LSBLK: listing({"name": "vda"})})
    patient = host.run

    def slow(args, timeout_s=10, accept=(0,)):
        if args[0] == "lsblk" and timeout_s < 3:
            raise TimedOut("lsblk", timeout_s)
        return patient(args, timeout_s, accept)

    object.__setattr__(host, "run", slow)
    disks.collect(host)
    assert not any(problem.kind == "timeout" for problem in host.problems)


def test_without_lsblk_the_kernel_tells_what_it_can(make_host):
    files = {
        "sys/block/vda/size": "2048",
        "sys/block/vda/ro": "0",
        "sys/block/vda/removable": "0",
        "sys/block/vda/queue/logical_block_size": "512",
        "sys/block/vda/device/model": "MADE UP",
        "sys/block/vda/device/vpd_pg80": b"\x00\x80\x00\x04 V1 ",
        "sys/block/vda/wwid": "naa.5000c500a1b2c3d4",
        "sys/block/vda/vda1/partition": "1",
        "sys/block/vda/vda1/size": "1024",
        "sys/block/loop0/size": "8",
    }
    host = make_host(files)
    [disk] = read(host)
    assert (disk.size_bytes, disk.model, disk.serial) == (1 << 20, "MADE UP", "V1")
    assert (disk.wwn, disk.internal, disk.logical_block_bytes) == ("5000c500a1b2c3d4", True, 512)
    assert [(part.name, part.size_bytes) for part in disk.partitions] == [("vda1", 512 << 10)]
    [problem] = host.problems
    assert (problem.kind, problem.message) == ("missing_tool", "lsblk is not installed")
    assert "disks[].operating_systems" in problem.facts


def test_the_medium_we_run_from_is_not_asked(make_host):
    mounts = "30 1 8:16 / /run/live/medium ro - iso9660 /dev/sdb ro"
    files = {"proc/self/mountinfo": mounts, "dev/sdb": ""}
    host = make_host(files, {LSBLK: listing({"name": "sdb", "tran": "usb", "rm": True})})
    [disk] = read(host)
    assert (disk.boot_medium, disk.health) == (True, None)
    assert host.problems == []

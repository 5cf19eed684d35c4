"""Plans of recorded disks: what each of them said, and no more than that."""

import json
from collections import Counter
from pathlib import Path

import pytest

from diagnostics.erasure.planning import Surroundings, plan
from diagnostics.probes import disks
from diagnostics.probes.disks import Answers, Found
from diagnostics.probes.lsblk import BlockDevice
from diagnostics.report import Disk
from diagnostics.wire import decode
from diagnostics.wire.erasure import Policy, Sufficient
from tests.diagnostics.test_corpus_qemu import CORPUS, needs_corpus, recording, replay

RECORDINGS = Path(__file__).parents[2] / "recordings" / "vm"
SMART = sorted(CORPUS.glob("smartctl*/*.json"))
PURGE = Policy(sufficient=Sufficient(nvme="purge", sata_ssd="purge", sata_hdd="purge"))


@pytest.fixture
def machine(make_host):
    host = make_host({"sys/block/mmcblk0/device/type": "SD"})
    object.__setattr__(host, "run", replay)
    return {disk.name: disk for disk in disks.parse(disks.collect(host))}


def methods(disk, policy=None):
    return [one.method for one in plan(disk, policy or Policy(), Surroundings()).candidates]


@needs_corpus
def test_the_disks_of_a_virtual_machine(machine):
    told = {
        name: (made.medium, made.chosen.method, made.checked_fraction)
        for name, made in (
            (name, plan(disk, Policy(), Surroundings())) for name, disk in machine.items()
        )
    }
    assert told == {
        "sda": ("sata_ssd", "overwrite", 1.0),
        "sdb": ("sata_hdd", "overwrite", 1.0),
        "sdc": ("sas", "overwrite", 1.0),
        "sdd": ("usb", "overwrite", 1.0),
        "mmcblk0": ("card", "overwrite", 1.0),
        "nvme0n1": ("nvme", "nvme_format", 1.0),
        # Its controller was not asked: what nobody knows that it can do, it cannot do.
        "nvme1n1": ("nvme", "overwrite", 1.0),
    }


@needs_corpus
def test_a_command_that_succeeded_is_no_capability(machine):
    """QEMU's NVMe took ``format -s 2``, with exit status 0, and says that it has no such thing."""
    assert b"Success" in recording("run1__nvme_format_dev_nvme0n1_s_2_force.rc0.txt")
    assert machine["nvme0n1"].nvme.format_crypto is False
    assert methods(machine["nvme0n1"]) == ["nvme_format", "overwrite"]
    made = plan(machine["nvme0n1"], PURGE, Surroundings())
    assert made.chosen is None
    assert [one.code for one in made.obstacles if one.blocking] == ["no_sufficient_method"]
    assert all("weak_health" in one.caveats for one in made.candidates)


@needs_corpus
def test_two_controllers_are_not_two_namespaces(machine):
    everything = tuple(machine.values())
    made = plan(machine["nvme0n1"], Policy(), others=everything)
    assert not any("namespace" in caveat for one in made.candidates for caveat in one.caveats)


@needs_corpus
def test_smartctl_alone_makes_no_disk_able_to_erase_itself(capsys):
    """It tells nothing of sanitize or security: every disk of these is overwritten."""
    counts = Counter()
    for path in SMART:
        disk = recorded_disk(path)
        made = plan(disk, Policy(), Surroundings())
        counts[made.medium] += 1
        assert [one.method for one in made.candidates] == ["overwrite"]
        [only] = made.candidates
        assert only.level == "clear"
        assert (made.chosen is None) == (not disk.size_bytes)
    with capsys.disabled():
        print(f"\nplans of {len(SMART)} disks that smartctl told of: {dict(counts)}")  # noqa: T201 - the figures
    assert counts["nvme"] > 20
    assert counts["sata_ssd"] > 15
    assert counts["sata_hdd"] > 10


def recorded_disk(path) -> Disk:
    """As it would be listed: the transport from the protocol, the rest from smartctl."""
    raw = path.read_bytes()
    try:
        protocol = json.loads(raw).get("device", {}).get("protocol")
    except ValueError:
        protocol = None
    transport = {"ATA": "sata", "NVMe": "nvme", "SCSI": "sas"}.get(protocol)
    found = Found(
        device=BlockDevice(name="sda", rotational=True),
        transport=transport,
        internal=True,
        answers=Answers(smart=raw),
    )
    return disks.parse((found,))[0]


def test_the_report_of_a_virtual_donated_machine():
    """Made by our own agent on its own medium: stick, dead disk, card, USB, SATA, NVMe."""
    told = json.loads((RECORDINGS / "report.json").read_text())["disks"]
    plans = {disk.name: plan(disk, Policy()) for disk in (decode(Disk, one) for one in told)}
    assert {made.medium for made in plans.values()} >= {"sata_ssd", "sata_hdd", "nvme", "card"}
    for one in told:
        made = plans[one["name"]]
        assert not made.looked_around
        if one["boot_medium"]:
            assert (made.candidates, made.chosen) == ((), None)
        elif one["transport"] == "nvme":
            assert [c.method for c in made.candidates] == ["nvme_format", "overwrite"]
        else:
            assert [c.method for c in made.candidates] == ["overwrite"]
    assert any(one["boot_medium"] for one in told)

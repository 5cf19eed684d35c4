"""Is it still the disk? With disks that are swapped, pulled out, copied, or without a number."""

import json
import os

import pytest

from diagnostics import wire
from diagnostics.identity import Changed, Identity, read, require
from diagnostics.probes import lsblk
from tests.diagnostics.conftest import play

LSBLK = f"lsblk --json --bytes --output {lsblk.COLUMNS}"
SIZE = 256 * 10**9
NUMBER = os.makedev(8, 0)


class Machine:
    """Disks that can be taken out and put in; smartctl answers for whichever is there now."""

    def __init__(self, make_host):
        self.commands = {}
        self.host = make_host(commands=self.commands)
        object.__setattr__(self.host, "run", self.run)
        self.disks = {}
        self.sequence = 10
        self.asked = []
        self.before_answer = lambda: None

    def put_in(self, name, *, minor=0, **facts):
        self.sequence += 1
        self.disks[name] = {"model": "MADE UP SSD", "size": SIZE, **facts}
        for file, text in {"dev": f"8:{minor}", "diskseq": str(self.sequence)}.items():
            path = self.host.path(f"sys/class/block/{name}/{file}")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text + "\n")

    def take_out(self, name):
        del self.disks[name]
        for file in ("dev", "diskseq"):
            self.host.path(f"sys/class/block/{name}/{file}").unlink()

    def run(self, args, timeout_s=10, accept=(0,)):
        self.asked.append(args[-1] if args[0] == "smartctl" else args[0])
        if args[0] == "smartctl":
            self.before_answer()
        return play(self._recorded())(args, timeout_s, accept)

    def _recorded(self):
        rows = [
            {
                "name": name,
                "kname": name,
                "type": "disk",
                "tran": "sata",
                "pttype": "gpt",
                "rm": False,
                "hotplug": False,
                "size": disk["size"],
                "model": disk["model"],
            }
            for name, disk in self.disks.items()
        ]
        answers = {
            f"smartctl -j -x /dev/{name}": (0, json.dumps(_smart(disk)))
            for name, disk in self.disks.items()
        }
        return {LSBLK: (0, json.dumps({"blockdevices": rows})), **answers}


def _smart(disk):
    document = {
        "smartctl": {"exit_status": 0},
        "device": {"protocol": "ATA"},
        "model_name": disk["model"],
        "smart_status": {"passed": True},
    }
    return document | ({"serial_number": disk["serial"]} if "serial" in disk else {})


@pytest.fixture
def machine(make_host):
    return Machine(make_host)


ORDERED = wire.Disk(serial="S4XNNF0M", model="MADE UP SSD", size_bytes=SIZE)
NUMBERLESS = wire.Disk(model="MADE UP SSD", size_bytes=SIZE)


def test_the_disk_in_the_order(machine):
    machine.put_in("sda", serial="S4XNNF0M")
    found = require(machine.host, ORDERED, "sda", opened=NUMBER)
    assert (found.disk.serial, found.disk.size_bytes) == ("S4XNNF0M", SIZE)
    assert (found.number, found.sequence) == (NUMBER, 11)


def test_only_that_disk_is_asked_and_every_time_anew(machine):
    machine.put_in("sda", serial="S4XNNF0M")
    machine.put_in("sdb", minor=16, serial="ZZ81TT44")
    for _ in range(2):
        require(machine.host, ORDERED, "sda")
    assert [one for one in machine.asked if one.startswith("/dev")] == ["/dev/sda"] * 2


def test_names_that_swapped(machine):
    machine.put_in("sda", serial="ZZ81TT44")
    machine.put_in("sdb", minor=16, serial="S4XNNF0M")
    with pytest.raises(Changed, match="sda: serial is 'ZZ81TT44' here"):
        require(machine.host, ORDERED, "sda")
    assert require(machine.host, ORDERED, "sdb").disk.serial == "S4XNNF0M"


def test_another_size(machine):
    machine.put_in("sda", serial="S4XNNF0M", size=SIZE - 512)
    with pytest.raises(Changed, match="size"):
        require(machine.host, ORDERED, "sda")


def test_an_order_that_does_not_tell_the_size(machine):
    machine.put_in("sda", serial="S4XNNF0M")
    with pytest.raises(Changed, match="size is not known"):
        require(machine.host, wire.Disk(serial="S4XNNF0M"), "sda")


@pytest.mark.parametrize("name", ["sdz", "", "sda"])
def test_a_disk_that_is_gone(machine, name):
    machine.put_in("sda", serial="S4XNNF0M")
    machine.take_out("sda")
    with pytest.raises(Changed, match="is gone"):
        require(machine.host, ORDERED, name)


@pytest.mark.parametrize("serial", ["S4XNNF0M", "ZZ81TT44"])
def test_a_disk_that_is_swapped_while_it_is_asked(machine, serial):
    """Even for one with the same number: what was read may be half of each."""
    machine.put_in("sda", serial="S4XNNF0M")

    def swap():
        machine.put_in("sda", serial=serial)

    machine.before_answer = swap
    with pytest.raises(Changed, match="taken out while it was asked"):
        require(machine.host, ORDERED, "sda")


def test_another_disk_under_the_name_since_it_was_seen(machine):
    machine.put_in("sda", serial="S4XNNF0M")
    seen = read(machine.host, "sda")
    assert require(machine.host, ORDERED, "sda", seen=seen) == seen
    machine.take_out("sda")
    machine.put_in("sda", serial="S4XNNF0M")
    with pytest.raises(Changed, match="taken out and put in again"):
        require(machine.host, ORDERED, "sda", seen=seen)


def test_a_file_that_is_open_on_another_disk(machine):
    machine.put_in("sda", serial="S4XNNF0M")
    with pytest.raises(Changed, match="another disk's"):
        require(machine.host, ORDERED, "sda", opened=os.makedev(8, 16))


def test_a_disk_without_a_number_is_known_by_its_attachment_alone(machine):
    machine.put_in("sda")
    with pytest.raises(Changed, match="no number of its own"):
        require(machine.host, NUMBERLESS, "sda")
    seen = read(machine.host, "sda")
    assert require(machine.host, NUMBERLESS, "sda", seen=seen).disk.model == "MADE UP SSD"


def test_a_disk_without_a_number_on_a_kernel_that_does_not_count_attachments(machine):
    machine.put_in("sda")
    machine.host.path("sys/class/block/sda/diskseq").unlink()
    seen = read(machine.host, "sda")
    assert seen.sequence is None
    with pytest.raises(Changed, match="no number of its own"):
        require(machine.host, NUMBERLESS, "sda", seen=seen)


def test_a_number_that_every_stick_of_its_maker_has_proves_nothing(machine):
    machine.put_in("sda", serial="0123456789ABCDEF")
    wanted = wire.Disk(serial="0123456789ABCDEF", model="MADE UP SSD", size_bytes=SIZE)
    with pytest.raises(Changed, match="no number of its own"):
        require(machine.host, wanted, "sda")


def test_a_disk_that_no_longer_tells_its_number(machine):
    """It did when it was ordered; now anything may be at the end of the cable."""
    machine.put_in("sda")
    with pytest.raises(Changed, match="no number of its own"):
        require(machine.host, ORDERED, "sda")


def test_two_disks_with_one_number(machine):
    machine.put_in("sda", serial="S4XNNF0M")
    machine.put_in("sdb", minor=16, serial="S4XNNF0M")
    original = machine._recorded

    def recorded():
        """Lsblk tells the number of the disk that is not asked."""
        told = original()
        listed = json.loads(told[LSBLK][1])
        for row in listed["blockdevices"]:
            row["serial"] = "S4XNNF0M"
        return told | {LSBLK: (0, json.dumps(listed))}

    machine._recorded = recorded
    with pytest.raises(Changed, match="sdb has the same number"):
        require(machine.host, ORDERED, "sda")
    assert isinstance(
        require(machine.host, ORDERED, "sda", seen=read(machine.host, "sda")), Identity
    )


def test_our_own_medium(machine):
    machine.put_in("sda", serial="S4XNNF0M")
    machine.host.path("proc/self").mkdir(parents=True)
    machine.host.path("proc/self/mountinfo").write_text(
        "30 1 8:0 / /run/live/medium ro - iso9660 /dev/sda ro\n"
    )
    machine.host.path("sys/dev/block").mkdir(parents=True)
    machine.host.path("sys/dev/block/8:0").symlink_to(machine.host.path("sys/class/block/sda"))
    with pytest.raises(Changed, match="runs from it"):
        require(machine.host, ORDERED, "sda")

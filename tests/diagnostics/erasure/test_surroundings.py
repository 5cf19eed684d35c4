"""Who stands upon a disk, under a made-up /proc and /sys of every layer that there is."""

import errno
import os

import pytest

from diagnostics.erasure import layers, surroundings
from diagnostics.erasure.planning import Surroundings, Use

RAM = "1 0 0:1 / / rw - rootfs rootfs rw"
SWAPS = "Filename\tType\tSize\tUsed\tPriority\n"
BUSES = {"sda": "pci0/ata1/host0", "sdb": "pci0/usb1/1-1/host6", "sdc": "pci0/ata2/host1"}


class Machine:
    """Two disks in it and a stick, and what a test builds upon them."""

    def __init__(self, host):
        self.host, self.numbers = host, 0
        self.write("proc/self/mountinfo", RAM)
        self.write("proc/swaps", SWAPS)
        for name in BUSES:
            self.disk(name)

    def write(self, path, text):
        self.host.path(path).parent.mkdir(parents=True, exist_ok=True)
        self.host.path(path).write_text(text)

    def device(self, folder):
        """A block device, with all of its doors."""
        name, self.numbers = folder.rpartition("/")[2], self.numbers + 1
        self.write(f"sys/devices/{folder}/dev", f"8:{self.numbers}\n")
        self.write(f"dev/{name}", "")
        for link in (f"sys/class/block/{name}", f"sys/dev/block/8:{self.numbers}"):
            self.host.path(link).parent.mkdir(parents=True, exist_ok=True)
            self.host.path(link).symlink_to(self.host.path(f"sys/devices/{folder}"))
        return f"sys/devices/{folder}"

    def disk(self, name, parts=1):
        folder = f"{BUSES.get(name, 'virtual')}/block/{name}"
        self.device(folder)
        for number in range(1, parts + 1):
            self.write(f"{self.device(f'{folder}/{name}{number}')}/partition", str(number))

    def built(self, name, *below, **files):
        """``built("dm-0", "sda1", **{"dm/uuid": "CRYPT-"})``."""
        folder = self.device(f"virtual/block/{name}")
        for path, text in files.items():
            self.write(f"{folder}/{path}", text)
        for one in below:
            self.write(f"{folder}/slaves/{one}", "")
            self.write(f"sys/class/block/{one}/holders/{name}", "")

    def number(self, name):
        return self.host.read(f"sys/class/block/{name}/dev")

    def mount(self, name, point, source=None):
        line = f"30 1 {self.number(name)} / {point} rw - ext4 {source or '/dev/' + name} rw"
        self.write("proc/self/mountinfo", f"{RAM}\n{line}")

    def look(self, name):
        return surroundings.look(self.host, name)


@pytest.fixture
def machine(make_host):
    return Machine(make_host())


def uses(around):
    return [(use.code, use.detail) for use in around.uses]


def test_a_disk_that_nobody_uses(machine):
    assert machine.look("sda") == Surroundings()


@pytest.mark.parametrize("name", ["sda", "sda1"])
def test_a_mounted_disk_or_partition(machine, name):
    machine.mount(name, r"/mnt/two\040words")
    assert uses(machine.look("sda")) == [("mounted", "/mnt/two words")]
    assert machine.look("sdb") == Surroundings()


def test_a_mount_that_has_no_number_of_its_own(machine):
    machine.write("proc/self/mountinfo", f"{RAM}\n30 1 0:41 / /mnt rw - btrfs /dev/sda1 rw")
    assert uses(machine.look("sda")) == [("mounted", "/mnt")]


def test_the_second_disk_of_a_file_system_over_two(machine):
    machine.write("proc/self/mountinfo", f"{RAM}\n30 1 0:41 / /mnt rw - btrfs /dev/sda1 rw")
    machine.write("sys/fs/btrfs/0f0f/devices/sda1", "")
    machine.write("sys/fs/btrfs/0f0f/devices/sdc1", "")
    assert uses(machine.look("sdc")) == [("mounted", "btrfs")]


def test_swap(machine):
    machine.write("proc/swaps", f"{SWAPS}/dev/sda1 partition 1 0 -2\n/swap/file file 1 0 -3\n")
    assert uses(machine.look("sda")) == [("swap", "sda1")]
    assert uses(machine.look("sdc")) == []


@pytest.mark.parametrize(
    ("holder", "files", "code"),
    [
        ("md127", {"md/level": "raid1"}, "raid"),
        ("dm-0", {"dm/uuid": "LVM-abc"}, "volume"),
        ("dm-0", {"dm/uuid": "CRYPT-LUKS2-abc"}, "mapping"),
        ("dm-0", {"dm/uuid": ""}, "mapping"),
        ("bcache0", {}, "held"),
    ],
)
def test_what_is_built_upon_a_partition(machine, holder, files, code):
    machine.built(holder, "sda1", **files)
    assert uses(machine.look("sda")) == [(code, holder)]
    assert uses(machine.look("sdc")) == []


def test_an_ancestor_of_what_is_mounted_however_far_down(machine):
    """Both disks below an array, a volume group on it, encryption, and a partition in that."""
    machine.built("md127", "sda1", "sdc1", **{"md/level": "raid1"})
    machine.built("dm-0", "md127", **{"dm/uuid": "LVM-abc"})
    machine.built("dm-1", "dm-0", **{"dm/uuid": "CRYPT-LUKS2-abc"})
    machine.mount("dm-1", "/home")
    for name in ("sda", "sdc"):
        assert set(uses(machine.look(name))) == {
            ("raid", "md127"),
            ("volume", "dm-0"),
            ("mapping", "dm-1"),
            ("mounted", "/home"),
        }
    assert uses(machine.look("sdb")) == []


@pytest.mark.parametrize("device", ["sda", "sda1"])
def test_a_loop_over_a_device_which_the_kernel_shows_as_no_holder(machine, device):
    machine.built("loop0", **{"loop/backing_file": f"/dev/{device}"})
    machine.mount("loop0", "/mnt")
    assert set(uses(machine.look("sda"))) == {("held", "loop0"), ("mounted", "/mnt")}


def test_where_compressed_memory_writes_back_to(machine):
    machine.built("zram0", backing_dev="/dev/sda1")
    machine.built("zram1", backing_dev="none")
    assert uses(machine.look("sda")) == [("held", "zram0")]


def test_whoever_the_kernel_keeps_it_for(machine, monkeypatch):
    """ZFS and others leave no trace in sysfs, but nobody else may open the disk exclusively."""
    _refuse(monkeypatch, "sda", errno.EBUSY)
    assert uses(machine.look("sda")) == [("held", "sda")]
    assert machine.look("sda").unread == ()


def test_a_disk_that_cannot_be_opened_is_not_free(machine, monkeypatch):
    _refuse(monkeypatch, "sda", errno.EIO)
    assert machine.look("sda").unread == ("sda cannot be opened: Input/output error",)


def _refuse(monkeypatch, name, number):
    real = os.open

    def opened(path, flags, *rest):
        if os.fspath(path).endswith(f"/dev/{name}"):
            assert flags & os.O_EXCL
            assert not flags & (os.O_WRONLY | os.O_RDWR)
            raise OSError(number, os.strerror(number))
        return real(path, flags, *rest)

    monkeypatch.setattr(os, "open", opened)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("proc/self/mountinfo", "what is mounted cannot be read"),
        ("proc/swaps", "what is in swap cannot be read"),
        ("dev/sda", "sda cannot be opened: No such file or directory"),
    ],
)
def test_what_cannot_be_read_is_in_the_way(machine, path, why):
    machine.host.path(path).unlink()
    assert machine.look("sda").unread == (why,)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("sdz", "the kernel shows no disk 'sdz'"),
        ("", "the kernel shows no disk ''"),
        ("../block/sda", "the kernel shows no disk '../block/sda'"),
        ("sda1", "sda1 is a partition"),
        ("md127", "md127 is built upon other disks"),
    ],
)
def test_what_is_no_disk_of_its_own(machine, name, why):
    machine.built("md127", "sda1", **{"md/level": "raid1"})
    assert machine.look(name).unread == (why,)


def test_the_medium_by_where_it_is_mounted(machine):
    machine.mount("sdb1", "/run/live/medium")
    around = machine.look("sdb")
    assert around.medium
    assert uses(around) == [("mounted", "/run/live/medium")]
    assert not machine.look("sda").medium


def label(machine, name):
    machine.write(
        f"run/udev/data/b{machine.number(name)}", "S:disk\nE:ID_FS_LABEL=ATELIER_MEDIUM\n"
    )


def test_the_medium_in_memory_by_its_label(machine):
    label(machine, "sdb1")
    assert machine.look("sdb").medium
    assert machine.look("sdb").uses == ()
    assert not machine.look("sda").medium


def test_a_copy_of_the_medium_on_a_disk_inside_does_not_hide_the_stick(machine):
    """The link by label leads to one of the two only, here to the wrong one."""
    label(machine, "sda1")
    label(machine, "sdb1")
    link = machine.host.path("dev/disk/by-label/ATELIER_MEDIUM")
    link.parent.mkdir(parents=True)
    link.symlink_to("../../sda1")
    assert (machine.look("sdb").medium, machine.look("sda").medium) == (True, False)


def test_a_disk_inside_that_alone_bears_the_label_is_where_we_came_from(machine):
    label(machine, "sda")
    assert machine.look("sda").medium


def nvme(machine, *names):
    for name in names:
        folder = f"pci0/nvme/nvme0/{name}"
        machine.device(folder)
        machine.host.path(f"sys/devices/{folder}/device").symlink_to(
            machine.host.path("sys/devices/pci0/nvme/nvme0")
        )


def test_other_namespaces_of_a_controller(machine):
    nvme(machine, "nvme0n1", "nvme0n2", "nvme0c0n1")
    assert machine.look("nvme0n1") == Surroundings(siblings=("nvme0n2",))


def test_another_namespace_that_is_mounted(machine):
    nvme(machine, "nvme0n1", "nvme0n2")
    machine.mount("nvme0n2", "/home")
    assert uses(machine.look("nvme0n1")) == [("sibling_in_use", "nvme0n2: /home")]
    assert uses(machine.look("nvme0n2")) == [("mounted", "/home")]


def test_the_boot_area_of_an_emmc(machine):
    for name in ("mmcblk0", "mmcblk0boot0", "mmcblk1"):
        machine.disk(name, parts=0)
    assert layers.boot_areas(machine.host, "mmcblk0") == ("mmcblk0boot0",)
    machine.mount("mmcblk0boot0", "/mnt")
    assert uses(machine.look("mmcblk0")) == [("sibling_in_use", "mmcblk0boot0: /mnt")]
    assert uses(machine.look("mmcblk1")) == []


def test_layers_in_a_circle_end(machine):
    machine.built("dm-0", "sda1", **{"dm/uuid": "x"})
    machine.write("sys/class/block/sda1/slaves/dm-0", "")
    machine.write("sys/class/block/dm-0/holders/sda1", "")
    assert Use(code="mapping", detail="dm-0") in machine.look("sda").uses

"""From mount points down to the disks that carry them, under a made-up /proc and /sys."""

import pytest

from diagnostics.probes.disks import boot


@pytest.fixture
def machine(make_host):
    """Sda (sda1 > LUKS dm-0), sdb (sdb1), and a loop on a file of sdb1."""

    def make(*mounts, labelled=None):
        host = make_host({"proc/self/mountinfo": "\n".join(mounts)})
        if labelled:
            link = host.path("dev/disk/by-label/ATELIER_MEDIUM")
            link.parent.mkdir(parents=True)
            host.path(f"dev/{labelled}").touch()
            link.symlink_to(f"../../{labelled}")
        devices = host.path("sys/devices/pci0/block")
        for name, number in {
            "sda": "8:0",
            "sda/sda1": "8:1",
            "sdb": "8:16",
            "sdb/sdb1": "8:17",
        }.items():
            _device(host, devices / name, number, part="/" in name)
        virtual = host.path("sys/devices/virtual/block")
        _device(host, virtual / "dm-0", "253:0", part=False)
        (virtual / "dm-0/slaves").mkdir()
        (virtual / "dm-0/slaves/sda1").mkdir()
        _device(host, virtual / "loop0", "7:0", part=False)
        (virtual / "loop0/loop").mkdir()
        (virtual / "loop0/loop/backing_file").write_text("/run/live/medium/live/file.squashfs\n")
        return boot.carriers(host)

    return make


def _device(host, folder, number, *, part):
    folder.mkdir(parents=True)
    if part:
        (folder / "partition").write_text("1")
    for link in (f"sys/dev/block/{number}", f"sys/class/block/{folder.name}"):
        host.path(link).parent.mkdir(parents=True, exist_ok=True)
        host.path(link).symlink_to(folder)


MEDIUM = "30 1 8:17 / /run/live/medium ro,noatime shared:1 - iso9660 /dev/sdb1 ro"


def test_the_live_medium(machine):
    found = machine("29 1 0:25 / / rw - overlay overlay rw", MEDIUM)
    assert (found.medium, found.root) == ({"sdb"}, set())


@pytest.mark.parametrize("name", ["sdb", "sdb1"])
def test_our_own_medium_once_it_is_in_memory(machine, name):
    found = machine("29 1 0:25 / / rw - overlay overlay rw", labelled=name)
    assert (found.medium, found.ours) == (set(), {"sdb"})
    assert found.is_boot_medium("sdb", internal=False)
    assert not found.is_boot_medium("sdb", internal=True)


def test_a_root_upon_encryption(machine):
    found = machine("29 1 253:0 / / rw - ext4 /dev/mapper/luks-1 rw")
    assert (found.medium, found.root) == (set(), {"sda"})


def test_a_root_in_a_file_on_the_medium(machine):
    found = machine("29 1 7:0 / / ro - squashfs /dev/loop0 ro", MEDIUM)
    assert found.root == {"sdb"}


def test_btrfs_has_no_number_of_its_own(machine):
    assert machine("29 1 0:30 /@ / rw - btrfs /dev/sda1 rw").root == {"sda"}


def test_a_network_root_is_on_no_disk(machine):
    assert machine("29 1 0:30 / / rw - nfs 192.0.2.1:/srv rw", "torn line").root == set()


@pytest.mark.parametrize(
    ("name", "internal", "ours"),
    [
        ("m", True, True),
        ("r", True, False),
        ("r", None, False),
        ("r", False, True),
        ("x", False, False),
    ],
)
def test_an_installed_system_does_not_make_an_inside_disk_ours(name, internal, ours):
    found = boot.Carriers(medium=frozenset("m"), root=frozenset("r"))
    assert found.is_boot_medium(name, internal=internal) is ours

import json

import pytest

from diagnostics.probes import lsblk
from diagnostics.probes.document import Unreadable


def devices(*rows):
    return lsblk.parse(json.dumps({"blockdevices": list(rows)}))


def test_a_disk_and_what_stands_on_it():
    crypt = {"name": "luks-1", "kname": "dm-0", "type": "crypt", "fstype": "ext4"}
    part = {
        "name": "sda1",
        "type": "part",
        "size": 1000,
        "fstype": "crypto_LUKS",
        "parttype": "0FC63DAF-8483-4772-8E79-3D69D8477DE4",
        "children": [crypt],
    }
    [disk] = devices({"name": "sda", "type": "disk", "tran": "sata", "children": [part]})
    [child] = disk.children
    assert (disk.name, disk.kind, disk.transport) == ("sda", "disk", "sata")
    assert (child.filesystem, child.size_bytes) == ("crypto_LUKS", 1000)
    assert child.type_guid == "0fc63daf-8483-4772-8e79-3d69d8477de4"
    assert [grandchild.name for grandchild in child.children] == ["dm-0"]


@pytest.mark.parametrize(
    ("told", "flag"),
    [(True, True), ("1", True), (1, True), (False, False), ("0", False), (None, None), ([], None)],
)
def test_flags_of_old_and_new_releases(told, flag):
    assert devices({"name": "sda", "rm": told})[0].removable is flag


@pytest.mark.parametrize(("told", "size"), [(512, 512), ("512", 512), ("128M", None), (-1, None)])
def test_sizes_of_old_and_new_releases(told, size):
    assert devices({"name": "sda", "size": told})[0].size_bytes == size


@pytest.mark.parametrize(("flags", "active"), [("0x80", True), ("0x0", False), (None, None)])
def test_the_active_flag(flags, active):
    assert devices({"name": "sda1", "partflags": flags})[0].bootable is active


def test_labels_are_not_kept():
    [disk] = devices({"name": "sda", "label": "Secret", "partlabel": "Secret", "uuid": "Secret"})
    assert "Secret" not in repr(disk)


def test_rows_without_a_name_are_passed_over():
    assert devices({"type": "disk"}, 7, None) == ()


@pytest.mark.parametrize("raw", [b"", b"NAME SIZE\nsda 10G\n", b"{}", b'{"blockdevices": 1}'])
def test_other_text_is_refused(raw):
    with pytest.raises(Unreadable, match="lsblk"):
        lsblk.parse(raw)

import json

import pytest

from diagnostics.probes import nvme
from diagnostics.probes.document import Unreadable


def controller(**fields):
    return nvme.parse(json.dumps({"mn": "Made Up NVMe   ", "sn": "S1  ", "fr": "1.0 ", **fields}))


def test_identity():
    disk = controller(tnvmcap="256060514304", nn=1)
    assert (disk.model, disk.serial, disk.firmware) == ("Made Up NVMe", "S1", "1.0")
    assert (disk.size_bytes, disk.namespaces) == (256060514304, 1)


@pytest.mark.parametrize(
    ("told", "size"), [(5, 5), ("5", 5), ("0", None), (0, None), ("5 GB", None), (-1, None)]
)
def test_capacity_is_text_or_a_number(told, size):
    assert controller(tnvmcap=told).size_bytes == size


@pytest.mark.parametrize(
    ("sanicap", "told"),
    [
        (0, (False, False, False)),
        (1, (True, False, False)),
        (2, (False, True, False)),
        (4, (False, False, True)),
        (0xA0000007, (True, True, True)),
        (None, (None, None, None)),
        ("3", (None, None, None)),
    ],
)
def test_sanitize_bits(sanicap, told):
    disk = controller(sanicap=sanicap)
    assert (disk.sanitize_crypto, disk.sanitize_block, disk.sanitize_overwrite) == told


@pytest.mark.parametrize(
    ("sanicap", "inhibited", "modifies"),
    [
        (0x00000003, False, 0),
        (0x40000003, False, 1),
        (0xA0000003, True, 2),
        (0xC0000003, False, None),
        (None, None, None),
    ],
)
def test_what_a_sanitize_does_to_the_medium_afterwards(sanicap, inhibited, modifies):
    disk = controller(sanicap=sanicap)
    assert (disk.no_deallocate_inhibited, disk.no_deallocate_modifies) == (inhibited, modifies)


@pytest.mark.parametrize(
    ("fna", "told"),
    [(0, (False, False)), (1, (True, False)), (6, (False, True)), (None, (None, None))],
)
def test_whether_a_format_is_of_every_namespace(fna, told):
    disk = controller(fna=fna)
    assert (disk.format_everywhere, disk.erase_everywhere) == told


def test_capacity_in_no_namespace():
    assert controller(unvmcap="1024").unallocated_bytes == 1024
    assert controller(unvmcap=0).unallocated_bytes == 0
    assert controller().unallocated_bytes is None


@pytest.mark.parametrize(
    ("oacs", "fna", "told"),
    [
        (0x12, 4, (True, True, True)),
        (0x02, 3, (True, False, False)),
        (0x00, 4, (False, False, False)),
        (None, 4, (None, None, None)),
    ],
)
def test_format_and_self_test_bits(oacs, fna, told):
    disk = controller(oacs=oacs, fna=fna)
    assert (disk.format, disk.format_crypto, disk.self_test) == told


@pytest.mark.parametrize("raw", [b"", b"{}", b"[1]", b'{"Devices": []}', b'{"mn": "x', b"\x00"])
def test_other_text_is_refused(raw):
    with pytest.raises(Unreadable, match="nvme"):
        nvme.parse(raw)

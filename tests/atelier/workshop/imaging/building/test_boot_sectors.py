"""What a BIOS starts: GRUB's own sectors, told where the next ones are."""

import struct
from pathlib import Path

import pytest

from atelier.workshop.imaging.building import BuildError
from atelier.workshop.imaging.building.boot import patched, with_rest

_GRUB = Path("/usr/lib/grub/i386-pc/boot.img")


def _boot() -> bytes:
    return bytes(range(256)) + bytes(254) + b"\x55\xaa"


def test_the_first_sector_names_the_next_one_and_leaves_the_table_alone():
    code = patched(_boot(), 2048)
    assert len(code) == 440
    assert struct.unpack_from("<Q", code, 0x5C) == (2048,)
    assert code[0x66:0x68] == b"\x90\x90"
    assert code[:0x5C] == _boot()[:0x5C]


def test_the_second_part_finds_all_of_the_rest():
    core = with_rest(b"\1" * 1300, 2048)
    assert len(core) == 3 * 512
    assert struct.unpack_from("<QHH", core, 0x1F4) == (2049, 2, 0x820)


@pytest.mark.parametrize("boot", [b"", bytes(512), _boot() + b"\0"])
def test_something_else_than_grub_is_refused(boot: bytes):
    with pytest.raises(BuildError, match=r"boot\.img"):
        patched(boot, 2048)


@pytest.mark.skipif(not _GRUB.exists(), reason="grub-pc-bin is not installed here")
def test_debians_grub_is_as_it_is_thought_to_be():
    told = _GRUB.read_bytes()
    assert struct.unpack_from("<Q", told, 0x5C) == (1,)
    assert told[0x66] == 0xEB  # a short jump over the check, until it is patched

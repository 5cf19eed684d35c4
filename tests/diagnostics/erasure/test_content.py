"""What an erase leaves, and what it does not."""

import random
import zlib
from typing import Any

import pytest

from diagnostics.erasure.verification.content import (
    SLICE_BYTES,
    FirmwareJudge,
    PatternJudge,
    is_random,
    period,
)

CHANCE = random.Random(4)
TEXT = b"Geachte mevrouw, hierbij bezorgen wij u het verslag van de vergadering. " * 4000
ZIPPED = zlib.compress(CHANCE.randbytes(30_000) + TEXT)


def wrong(judge: Any, data: bytes, offset: int = 0) -> list[tuple[int, int]]:
    return list(judge.wrong(offset, memoryview(data)))


@pytest.mark.parametrize(
    ("data", "unit"),
    [
        (bytes(512), 1),
        (b"\xff" * 4096, 1),
        (bytes.fromhex("33cc55aa") * 128, 4),
        (b"0123456789abcdef" * 32, 16),
        (b"0123456789abcdefg" * 32, None),
        (bytes(511) + b"\1", None),
        (b"\1" + bytes(511), None),
        (TEXT[:512], None),
        (b"\1", None),
    ],
)
def test_the_shortest_period(data: bytes, unit: int | None) -> None:
    assert period(data) == unit


@pytest.mark.parametrize("length", [512, 1024, 4096])
def test_random_bytes_look_random(length: int) -> None:
    assert all(is_random(CHANCE.randbytes(length)) for _ in range(200))


@pytest.mark.parametrize(
    "data",
    [
        TEXT[:4096],
        bytes(4096),
        TEXT[:2048] + CHANCE.randbytes(2048),
        CHANCE.randbytes(4000) + bytes(96),
        bytes(range(256))[:250] * 16 + bytes(96),
    ],
)
def test_what_programs_and_people_write_does_not(data: bytes) -> None:
    assert not is_random(data)


def test_a_pattern_has_to_be_there_to_the_byte() -> None:
    judge = PatternJudge(bytes.fromhex("33cc55aa"), 512)
    data = bytearray(bytes.fromhex("33cc55aa") * (SLICE_BYTES // 4 * 2 + 128))
    assert wrong(judge, data) == []
    data[SLICE_BYTES + 700] ^= 1
    data[-1] ^= 1
    assert wrong(judge, data, 10 * 512) == [
        (SLICE_BYTES + 11 * 512, 512),
        (2 * SLICE_BYTES + 10 * 512, 512),
    ]


@pytest.mark.parametrize("crypto", [False, True])
@pytest.mark.parametrize("unit", ["00", "ff", "33cc55aa"])
def test_constant_and_periodic_content_passes(unit: str, crypto: bool) -> None:
    judge = FirmwareJudge(512, crypto)
    assert wrong(judge, bytes.fromhex(unit) * (3 * SLICE_BYTES // (len(unit) // 2))) == []
    assert judge.content == ("constant" if len(unit) == 2 else "periodic")


def test_blocks_of_different_constants_pass() -> None:
    judge = FirmwareJudge(512)
    assert wrong(judge, bytes(5 * 512) + b"\xff" * (SLICE_BYTES - 5 * 512)) == []


@pytest.mark.parametrize("crypto", [False, True])
def test_one_block_of_text_is_found_and_located(crypto: bool) -> None:
    judge = FirmwareJudge(512, crypto)
    data = bytearray(SLICE_BYTES * 2)
    data[SLICE_BYTES + 4096 : SLICE_BYTES + 4096 + 512] = TEXT[:512]
    assert wrong(judge, data)[0][0] == SLICE_BYTES + 4096


def test_random_content_passes_after_a_crypto_erase_only() -> None:
    data = CHANCE.randbytes(2 * SLICE_BYTES)
    crypto = FirmwareJudge(512, crypto=True)
    assert wrong(crypto, data) == []
    assert crypto.content == "random"
    assert len(wrong(FirmwareJudge(512), data)) == 2 * SLICE_BYTES // 512


def test_random_and_zeros_beside_each_other_pass_after_a_crypto_erase() -> None:
    judge = FirmwareJudge(512, crypto=True)
    assert wrong(judge, bytes(8 * 4096) + CHANCE.randbytes(SLICE_BYTES - 8 * 4096)) == []
    assert judge.content == "mixed"


@pytest.mark.parametrize("crypto", [False, True])
def test_a_marker_is_found_wherever_it_came_to(crypto: bool) -> None:
    marker = CHANCE.randbytes(16)
    data = bytearray(CHANCE.randbytes(2 * SLICE_BYTES) if crypto else bytes(2 * SLICE_BYTES))
    data[SLICE_BYTES + 5000 : SLICE_BYTES + 5016] = marker
    judge = FirmwareJudge(512, crypto, marker)
    assert wrong(judge, data, 2**30)
    assert judge.markers == [2**30 + SLICE_BYTES + 5000]


def test_nothing_read_is_no_content() -> None:
    assert FirmwareJudge(512).content == "other"

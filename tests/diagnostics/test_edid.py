"""EDID blocks built byte by byte, so that each field can be wrong on its own."""

import pytest

from diagnostics.probes import edid
from diagnostics.probes.document import Unreadable

HEADER = bytes.fromhex("00ffffffffffff00")
BLANK = bytes.fromhex("000000100000000000000000000000000000")


def timing(width, height, *, mm=(309, 174), clock=14_000, blank=(160, 30), interlaced=False):
    side, above = blank
    rows = [clock & 0xFF, clock >> 8]
    for active, empty in ((width, side), (height, above)):
        rows += [active & 0xFF, empty & 0xFF, active >> 8 << 4 | empty >> 8]
    rows += [0, 0, 0, 0, mm[0] & 0xFF, mm[1] & 0xFF, mm[0] >> 8 << 4 | mm[1] >> 8, 0, 0]
    return bytes([*rows, 0x80 if interlaced else 0])


def text(tag, words):
    return bytes([0, 0, 0, tag, 0]) + (words + b"\n").ljust(13)[:13]


def block(
    *descriptors, cm=(31, 17), maker=0x06AF, serial=0, version=(1, 4), feature=2, made=(5, 27)
):
    pieces = [*descriptors, BLANK, BLANK, BLANK, BLANK][:4]
    raw = HEADER + maker.to_bytes(2, "big") + (0x102D).to_bytes(2, "little")
    raw += serial.to_bytes(4, "little") + bytes([*made, *version, 0x95, *cm, 120, feature])
    raw = raw.ljust(54, b"\x01") + b"".join(pieces) + b"\x00"
    return raw + bytes([-sum(raw) % 256])


def test_a_laptop_panel():
    screen = edid.parse(block(timing(1920, 1080), text(0xFE, b"AUO"), text(0xFE, b"B140HAN01")))
    assert (screen.maker_id, screen.maker, screen.model) == ("AUO", "AU Optronics", "B140HAN01")
    assert (screen.product_code, screen.serial, screen.year) == (0x102D, None, 2017)
    assert (screen.width_px, screen.height_px, screen.refresh_hz) == (1920, 1080, 60.64)
    assert (screen.width_mm, screen.height_mm, screen.inches) == (309, 174, 14.0)
    assert (screen.digital, screen.edid_version) == (True, "1.4")


def test_a_monitor_says_its_name_and_serial_in_words():
    pieces = (timing(1920, 1080), text(0xFC, b"Made Up 24"), text(0xFF, b"ABC123"))
    screen = edid.parse(block(*pieces, serial=99))
    assert (screen.model, screen.serial) == ("Made Up 24", "ABC123")


def test_the_serial_number_counts_where_there_are_no_words():
    assert edid.parse(block(serial=99)).serial == "99"


def test_a_byte_that_is_no_letter_parts_the_words():
    panel = text(0xFE, b"AB123\x80B140HAN\n")
    assert edid.parse(block(panel)).model == "AB123 B140HAN"


@pytest.mark.parametrize(
    ("mm", "cm", "size"),
    [
        ((309, 174), (31, 17), (309, 174)),
        ((309, 174), (0, 0), (309, 174)),
        ((531, 297), (41, 23), (410, 230)),
        ((0, 0), (41, 23), (410, 230)),
        ((160, 90), (16, 9), None),
        ((160, 90), (70, 39), (700, 390)),
        ((0, 0), (79, 0), None),
    ],
)
def test_size(mm, cm, size):
    screen = edid.parse(block(timing(1920, 1080, mm=mm), cm=cm))
    assert (screen.width_mm, screen.height_mm) == (size or (None, None))
    assert (screen.inches is None) == (size is None)


@pytest.mark.parametrize(
    ("version", "feature", "width"),
    [((1, 3), 0, 2560), ((1, 3), 2, 1280), ((1, 4), 0, 1280)],
)
def test_the_first_timing_counts_unless_an_old_screen_does_not_say_so(version, feature, width):
    pieces = (timing(1280, 800), timing(2560, 1600))
    assert edid.parse(block(*pieces, version=version, feature=feature)).width_px == width


def test_an_interlaced_picture_has_twice_the_lines():
    screen = edid.parse(block(timing(1920, 540, clock=7425, blank=(280, 22), interlaced=True)))
    assert (screen.height_px, screen.refresh_hz) == (1080, 60.0)


def test_without_a_timing_there_is_no_resolution():
    screen = edid.parse(block())
    assert (screen.width_px, screen.height_px, screen.refresh_hz) == (None, None, None)
    assert (screen.width_mm, screen.model) == (310, None)


@pytest.mark.parametrize(("maker", "letters"), [(0x0000, None), (0x86AF, None), (0x4CA3, "SEC")])
def test_maker_letters(maker, letters):
    assert edid.parse(block(maker=maker)).maker_id == letters


def test_a_year_of_zero_is_no_year():
    assert edid.parse(block(made=(0, 0))).year is None


WHOLE = block(timing(1366, 768))


@pytest.mark.parametrize(
    "dump",
    [
        WHOLE,
        WHOLE + bytes(128),
        WHOLE + b"\xff\x00",
        "\n".join(WHOLE[i : i + 16].hex(" ") for i in range(0, 128, 16)),
        "EDID:\n" + "\n".join("\t\t" + WHOLE[i : i + 16].hex() for i in range(0, 128, 16)),
        "\n".join(f"{i:08x}: {WHOLE[i : i + 16].hex(' ', 2)}  ....." for i in range(0, 128, 16)),
        "\n".join(f"{i:07x} {WHOLE[i : i + 16].hex(' ')}" for i in range(0, 128, 16)),
    ],
)
def test_binary_and_every_usual_dump(dump):
    raw = dump if isinstance(dump, bytes) else dump.encode()
    assert edid.parse(raw) == edid.parse(WHOLE)
    assert edid.parse(dump).width_px == 1366


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "no EDID header"),
        (b"\xde\xad\xbe\xef" * 64, "no EDID header"),
        (b"not an edid", "no EDID header"),
        (b"\x00" + WHOLE, "no EDID header"),
        (WHOLE[:100], "breaks off after 100"),
        (WHOLE[:60] + b"\x55" + WHOLE[61:], "checksum"),
    ],
)
def test_a_damaged_edid_is_refused(raw, words):
    with pytest.raises(Unreadable, match=words):
        edid.parse(raw)

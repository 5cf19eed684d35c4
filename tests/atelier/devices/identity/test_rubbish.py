import pytest

from atelier.devices.identity import Identifier, clean_text, is_rubbish
from atelier.devices.identity import schemes as s

RUBBISH = [
    (s.SYSTEM_SERIAL, "To Be Filled By O.E.M."),
    (s.SYSTEM_SERIAL, "to be filled by OEM"),
    (s.SYSTEM_SERIAL, "To be filled by O.E.M. 01"),
    (s.SYSTEM_SERIAL, "Default string"),
    (s.SYSTEM_SERIAL, "Default_string"),
    (s.SYSTEM_SERIAL, "0123456789"),
    (s.SYSTEM_SERIAL, "1234567890"),
    (s.SYSTEM_SERIAL, "123456789"),
    (s.SYSTEM_SERIAL, "9876543210"),
    (s.SYSTEM_SERIAL, "0123456789ABCDEF"),
    (s.SYSTEM_SERIAL, "ABCDEFGH"),
    (s.SYSTEM_SERIAL, "None"),
    (s.SYSTEM_SERIAL, "System Serial Number"),
    (s.SYSTEM_SERIAL, "Not Specified"),
    (s.SYSTEM_SERIAL, "Not Applicable"),
    (s.SYSTEM_SERIAL, "N/A"),
    (s.SYSTEM_SERIAL, "INVALID"),
    (s.SYSTEM_SERIAL, "xxxxxxx"),
    (s.SYSTEM_SERIAL, "00000000"),
    (s.SYSTEM_SERIAL, "0000-0000"),
    (s.SYSTEM_SERIAL, "00000001"),
    (s.SYSTEM_SERIAL, "FFFFFFFF"),
    (s.SYSTEM_SERIAL, "................"),
    (s.SYSTEM_SERIAL, " \x00\x00"),
    (s.SYSTEM_SERIAL, "A1"),
    (s.SYSTEM_SERIAL, "A1-2"),
    (s.SYSTEM_SERIAL, "SYS-1234567890"),
    (s.SYSTEM_SERIAL, "SN-12345"),
    (s.SYSTEM_SERIAL, "SSN12345678901234567"),
    (s.SYSTEM_SERIAL, "ab1" * 34),
    (s.SYSTEM_SERIAL, "ß1a" * 30),
    (s.BOARD_SERIAL, "BSN12345678901234567"),
    (s.BOARD_SERIAL, "BSS-0123456789"),
    (s.BOARD_SERIAL, "123490EN400015"),
    (s.BOARD_SERIAL, "Base Board Serial Number"),
    (s.MAKER_CODE, "Chassis Serial Number"),
    (s.SYSTEM_UUID, "03000200-0400-0500-0006-000700080009"),
    (s.SYSTEM_UUID, "00020003-0004-0005-0006-000700080009"),
    (s.SYSTEM_UUID, "00000000-0000-0000-0000-000000000000"),
    (s.SYSTEM_UUID, "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF"),
    (s.SYSTEM_UUID, "fefefefe-fefe-fefe-fefe-fefefefefefe"),
    (s.SYSTEM_UUID, "01010101-0101-0101-0101-010101010101"),
    (s.SYSTEM_UUID, "deadbeef-dead-beef-dead-beefdeadbeef"),
    (s.SYSTEM_UUID, "12345678-1234-5678-90ab-cddeefaabbcc"),
    (s.SYSTEM_UUID, "Not Settable"),
    (s.MAC, "00:00:00:00:00:00"),
    (s.MAC, "ff:ff:ff:ff:ff:ff"),
    (s.MAC, "02:00:00:00:00:01"),
    (s.MAC, "52:54:00:12:34:56"),
    (s.MAC, "33:50:6f:45:30:30"),
    (s.MAC, "88:88:88:88:87:88"),
    (s.MAC, "00:10:18:00:00:01"),
    (s.MAC, "ac:de:48:00:11:22"),
    (s.MAC, "00:e0:4c:00:00:00"),
    (s.MAC, "00:e0:4c"),
    (s.DISK_WWN, "0x5000000000000000"),
    (s.DISK_WWN, "0x0000000000000000"),
    (s.DISK_WWN, "eui.0000000000000001"),
    (s.DISK_WWN, "0x5000000000000001"),
    (s.DISK_WWN, "0xffffffffffffffff"),
    (s.DISK_WWN, "not a name"),
    (s.DISK_SERIAL, "QM00001"),
    (s.DISK_SERIAL, "AA000000000000000485"),
    (s.IMEI, "000000000000000"),
    (s.IMEI, "004999010640000"),
    (s.IMEI, "490154203237517"),  # fails the check digit
    (s.IMEI, "49015420323751"),
]

SOUND = [
    (s.SYSTEM_SERIAL, "pf0abc12", "PF0ABC12"),
    (s.SYSTEM_SERIAL, "  5CG7213WXK \n", "5CG7213WXK"),
    (s.SYSTEM_SERIAL, "4711\x00", "4711"),
    (s.SYSTEM_SERIAL, "00004711", "00004711"),
    (s.SYSTEM_SERIAL, "SN00QZ81X", "SN00QZ81X"),
    (s.SYSTEM_SERIAL, "VMware-56 4d 1a 2b", "VMWARE-56 4D 1A 2B"),
    (s.BOARD_SERIAL, "/7XQWB72/CNCMK0078K00E1/", "/7XQWB72/CNCMK0078K00E1/"),
    (s.SYSTEM_UUID, "4C4C4544-0042-3510-8052-B3C04F4B4E32", "44454c4c-4200-1035-8052-b3c04f4b4e32"),
    (s.SYSTEM_UUID, "44454c4c-4200-1035-8052-b3c04f4b4e32", "44454c4c-4200-1035-8052-b3c04f4b4e32"),
    # One board maker hides the address of the card in it and fills up with zeros: still unique.
    (s.SYSTEM_UUID, "76006b9c-c49c-0000-0000-000000000000", "76006b9c-c49c-0000-0000-000000000000"),
    (s.MAC, "54-E1-AD-0C-11-9F", "54:e1:ad:0c:11:9f"),
    (s.MAC, "54e1.ad0c.119f", "54:e1:ad:0c:11:9f"),
    (s.DISK_WWN, "0x50025388A0123456", "50025388a0123456"),
    (s.DISK_WWN, "naa.50025388a0123456", "50025388a0123456"),
    (s.DISK_WWN, "5 002538 8a0123456", "50025388a0123456"),
    (s.DISK_WWN, "eui.0025385b71b0ad23", "0025385b71b0ad23"),
    (s.DISK_SERIAL, "s3z8nb0k123456t", "S3Z8NB0K123456T"),
    (s.IMEI, "49-015420-323751-8", "490154203237518"),
]


@pytest.mark.parametrize(("scheme", "value"), RUBBISH)
def test_rubbish_identifies_nothing(scheme: str, value: str) -> None:
    assert Identifier.of(scheme, value) is None


@pytest.mark.parametrize(("scheme", "value", "normal"), SOUND)
def test_sound_values_have_one_normal_form(scheme: str, value: str, normal: str) -> None:
    found = Identifier.of(scheme, value)
    assert found == Identifier(scheme, normal)
    assert Identifier.of(scheme, normal) == found


def test_a_name_is_no_serial() -> None:
    assert Identifier.of(s.SYSTEM_SERIAL, "LENOVO", "Lenovo") is None
    assert Identifier.of(s.SYSTEM_SERIAL, "MS-7A34", "MSI", "MS-7A34") is None
    assert is_rubbish(s.DISK_SERIAL, "MODELNAME1", "Model Name 1")
    assert not is_rubbish(s.SYSTEM_SERIAL, "PF0ABC12", "Lenovo", None)


def test_unknown_scheme_is_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        Identifier.of("colour", "black")


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (None, None),
        ("", None),
        ("\x00\x00", None),
        ("  a \t b\r\n", "a b"),
        ("A\x00B\x07", "AB"),
        ("\u202eDCBA\u200b", "DCBA"),
        ("\ud800x", "x"),
        ("a \x00 b", "a b"),
        ("<b>x</b>", "<b>x</b>"),
        ("ThinkPad™ é", "ThinkPad™ é"),
    ],
)
def test_clean_text(raw: str | None, clean: str | None) -> None:
    assert clean_text(raw) == clean


def test_clean_text_is_limited_and_ends_on_a_character() -> None:
    assert clean_text("abc def", 4) == "abc"
    assert clean_text("a" * 500) == "a" * 200

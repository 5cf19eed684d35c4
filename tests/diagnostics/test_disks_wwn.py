import pytest

from diagnostics.probes import wwn

ONE = "5000c500a1b2c3d4"


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("0x5000C500A1B2C3D4", ONE),
        ("naa.5000c500a1b2c3d4", ONE),
        ("5000c500a1b2c3d4\n", ONE),
        ("wwn-0x5000c500a1b2c3d4", ONE),
        ("eui.0025385b11b3699d", "0025385b11b3699d"),
        ("eui.002538b311b35fc90025385800000001", "002538b311b35fc90025385800000001"),
        ("uuid.12345678-1234-1234-1234-123456789abc", "12345678123412341234123456789abc"),
        ("0x0000000000000000", None),
        ("eui.ffffffffffffffff", None),
        ("nvme.8086-4d414445-5550-00000001", None),
        ("t10.ATA     MADE UP DISK", None),
        ("S0000001", None),
        ("", None),
        (None, None),
    ],
)
def test_one_name_however_it_is_written(told, name):
    assert wwn.normalise(told) == name


def test_the_three_numbers_of_smartctl():
    assert wwn.from_parts(5, 0xC50, 0x0A1B2C3D4) == "5000c500a1b2c3d4"
    assert wwn.from_parts(0, 0, 0) is None

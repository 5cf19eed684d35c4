"""``mmc extcsd read``: texts made for these tests, in the shape that mmc-utils prints."""

import pytest

from diagnostics.probes import mmc
from diagnostics.probes.document import Unreadable
from diagnostics.report import MmcIdentity

CARD = """=============================================
  Extended CSD rev 1.8 (MMC 5.1)
=============================================

Card Supported Command sets [S_CMD_SET: 0x01]
TRIM Multiplier [TRIM_MULT: 0x02]
Secure Feature support [SEC_FEATURE_SUPPORT: 0x%02x]
Boot Information [BOOT_INFO: 0x07]
"""


@pytest.mark.parametrize(
    ("bits", "told"),
    [
        (0x55, (True, True, True)),
        (0x01, (True, False, False)),
        (0x10, (False, True, False)),
        (0x40, (False, False, True)),
        (0xAA, (False, False, False)),
    ],
)
def test_the_bits_of_the_security_features(bits, told):
    card = mmc.parse(CARD % bits)
    assert (card.secure_erase, card.secure_trim, card.sanitize) == told


def test_an_old_card_does_not_tell():
    assert mmc.parse("  Extended CSD rev 1.3 (MMC 4.3)\n") == MmcIdentity()


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\x00", "ioctl: Connection timed out\nCould not read EXT_CSD\n", "{}"]
)
def test_other_text_is_refused(raw):
    with pytest.raises(Unreadable, match="mmc"):
        mmc.parse(raw)

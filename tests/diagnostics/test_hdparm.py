"""``hdparm -I``: texts made for these tests, in the shape that hdparm 9.65 prints."""

import pytest

from diagnostics.probes import hdparm
from diagnostics.probes.document import Unreadable
from diagnostics.report import AtaIdentity

DISK = """
/dev/sda:

ATA device, with non-removable media
\tModel Number:       MADE UP SSD 256G
\tSerial Number:      S0000001
\tFirmware Revision:  1.0
Standards:
\tUsed: unknown (minor revision code 0x005e)
\tSupported: 11 10 9 8 7 6 5
\tLikely used: 11
Configuration:
\tLBA    user addressable sectors:   268435455
\tLBA48  user addressable sectors:   500118192
\tLogical  Sector size:                   512 bytes
\tPhysical Sector size:                   512 bytes
\tNominal Media Rotation Rate: Solid State Device
Commands/features:
\tEnabled\tSupported:
\t   *\tSMART feature set
\t    \tSecurity Mode feature set
\t   *\tSANITIZE feature set
\t   *\tCRYPTO_SCRAMBLE_EXT command
\t   *\tBLOCK_ERASE_EXT command
\t   *\tData Set Management TRIM supported (limit 8 blocks)
Security:
\tMaster password revision code = 65534
\t\tsupported
\tnot\tenabled
\tnot\tlocked
\t\tfrozen
\tnot\texpired: security count
\t\tsupported: enhanced erase
\t2min for SECURITY ERASE UNIT. 8min for ENHANCED SECURITY ERASE UNIT.
Logical Unit WWN Device Identifier: 5002538d00000001
\tNAA\t\t: 5
Checksum: correct
"""

SKELETON = """
/dev/sdc:

ATA device, with non-removable media
Standards:
\tLikely used: 1
Configuration:
\tLogical/Physical Sector size:           512 bytes
Capabilities:
\tIORDY not likely
"""


def test_identity():
    disk = hdparm.parse(DISK)
    assert (disk.model, disk.serial, disk.firmware) == ("MADE UP SSD 256G", "S0000001", "1.0")
    assert (disk.wwn, disk.size_bytes) == ("5002538d00000001", 500118192 * 512)
    assert (disk.solid_state, disk.rotation_rpm, disk.trim) == (True, None, True)


def test_sanitize_as_listed():
    disk = hdparm.parse(DISK)
    told = (disk.sanitize_crypto, disk.sanitize_block, disk.sanitize_overwrite)
    assert told == (True, True, False)


def test_a_disk_of_an_older_standard_leaves_the_newer_features_open():
    disk = hdparm.parse(DISK.replace("11 10 9 8 7", "7").replace("TRIM", "").replace("_EXT", ""))
    told = (disk.trim, disk.sanitize_crypto, disk.sanitize_block, disk.sanitize_overwrite)
    assert told == (None, None, None, None)


def test_security():
    security = hdparm.parse(DISK).security
    assert (security.supported, security.enabled, security.locked) == (True, False, False)
    assert (security.frozen, security.count_expired, security.enhanced_erase) == (True, False, True)
    assert (security.erase_minutes, security.enhanced_erase_minutes) == (2, 8)


def test_a_locked_disk():
    text = DISK.replace("not\tlocked", "\tlocked").replace("not\tenabled", "\tenabled")
    security = hdparm.parse(text).security
    assert (security.enabled, security.locked) == (True, True)


@pytest.mark.parametrize("level", ["high", "maximum"])
def test_the_level_of_a_password(level):
    assert hdparm.parse(DISK).security.level is None
    text = DISK.replace("\t2min", f"\tSecurity level {level}\n\t2min")
    assert hdparm.parse(text).security.level == level


def test_what_it_can_hide():
    disk = hdparm.parse(
        DISK.replace("\t   *\tSMART", "\t   *\tHost Protected Area feature set\n\t   *\tSMART")
    )
    assert (disk.hpa, disk.dco) == (True, False)


def test_a_disk_without_the_security_feature():
    assert hdparm.parse(DISK.partition("Security:\n")[0]).security.supported is False


def test_rotation():
    disk = hdparm.parse(DISK.replace("Solid State Device", "5400"))
    assert (disk.solid_state, disk.rotation_rpm) == (False, 5400)


def test_the_skeleton_printed_for_a_disk_that_is_not_ata_says_nothing():
    assert hdparm.parse(SKELETON) == AtaIdentity()


@pytest.mark.parametrize("raw", [b"", b"\xff\x00\x12", "/dev/sda:\n HDIO_DRIVE_CMD failed\n", "{}"])
def test_other_text_is_refused(raw):
    with pytest.raises(Unreadable, match="hdparm"):
        hdparm.parse(raw)

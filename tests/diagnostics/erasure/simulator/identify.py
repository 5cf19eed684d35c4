"""IDENTIFY DEVICE of a simulated drive: the words of ACS-3, and hdparm's print of them.

``text`` prints the lines that matter as hdparm 9.65 does; a test holds both against the real hdparm
(``hdparm --Istdin`` reads the words), where it is installed.
"""

from collections.abc import Iterator

from tests.diagnostics.erasure.simulator.ata_drive import SECTOR, AtaDrive

_LBA28 = 0x0FFFFFFF


def words(drive: AtaDrive) -> list[int]:
    """256 words of 16 bits."""
    w = [0] * 256
    w[0] = 0x0040
    _put(w, 10, 10, drive.serial)
    _put(w, 23, 4, drive.firmware)
    _put(w, 27, 20, drive.model)
    w[49], w[53] = 0x2F00, 6
    w[59] = _sanitize(drive)
    w[60], w[61] = min(drive.visible, _LBA28) & 0xFFFF, min(drive.visible, _LBA28) >> 16
    for n in range(4):
        w[100 + n] = drive.visible >> 16 * n & 0xFFFF
        w[108 + n] = drive.wwn >> 16 * (3 - n) & 0xFFFF
    w[80] = 0x07F0
    w[82] = 0x7069 | (0x0400 if drive.has_hpa else 0) | (2 if drive.security.supported else 0)
    w[83] = 0x7400 | (0x0800 if drive.has_dco else 0)
    w[84] = w[87] = 0x4163
    w[85] = w[82] & ~2 | (2 if drive.security.password is not None else 0)
    w[86] = 0x3400 | (0x0800 if drive.has_dco else 0)
    w[106], w[217] = 0x4000, drive.rpm
    w[169] = 1 if drive.rpm == 1 else 0
    if drive.security.supported:
        _security(w, drive)
    w[255] = 0xA5
    w[255] |= -sum((word & 0xFF) + (word >> 8) for word in w) % 256 << 8
    return w


def hexadecimal(w: list[int]) -> str:
    """As ``hdparm --Istdin`` reads it."""
    rows = (w[start : start + 8] for start in range(0, 256, 8))
    return "\n".join(" ".join(f"{word:04x}" for word in row) for row in rows) + "\n"


def text(drive: AtaDrive, path: str) -> str:
    """``hdparm -I``."""
    return "\n".join(["", f"{path}:", *_lines(drive, words(drive)), ""])


def skeleton(path: str) -> str:
    """Of what is no ATA disk, as recorded: hdparm prints it with status 0."""
    return f"""
{path}:

ATA device, with non-removable media
Standards:
\tLikely used: 1
Configuration:
\tLogical\t\tmax\tcurrent
\tcylinders\t0\t0
\theads\t\t0\t0
\tsectors/track\t0\t0
\t--
\tLogical/Physical Sector size:           512 bytes
\tdevice size with M = 1024*1024:           0 MBytes
\tdevice size with M = 1000*1000:           0 MBytes
\tcache/buffer size  = unknown
Capabilities:
\tIORDY not likely
\tCannot perform double-word IO
\tR/W multiple sector transfer: not supported
\tDMA: not supported
\tPIO: pio0
"""


def _put(w: list[int], start: int, count: int, text_: str) -> None:
    raw = text_.ljust(2 * count).encode()
    for n in range(count):
        w[start + n] = raw[2 * n] << 8 | raw[2 * n + 1]


def _sanitize(drive: AtaDrive) -> int:
    s = drive.sanitize
    bits = (s.supported, 12), (s.crypto, 13), (s.overwrite, 14), (s.block, 15)
    return sum(1 << bit for on, bit in bits if on)


def _security(w: list[int], drive: AtaDrive) -> None:
    s = drive.security
    w[89], w[90] = s.minutes // 2, s.enhanced_minutes // 2 if s.enhanced else 0
    w[92] = 0xFFFE
    states = (True, s.password is not None, s.locked, s.frozen, s.tries_left <= 0, s.enhanced)
    w[128] = sum(1 << bit for bit, on in enumerate(states) if on)


def _lines(drive: AtaDrive, w: list[int]) -> Iterator[str]:
    yield from ("", "ATA device, with non-removable media")
    yield f"\tModel Number:       {drive.model:<40}"
    yield f"\tSerial Number:      {drive.serial:<20}"
    yield f"\tFirmware Revision:  {drive.firmware:<8}"
    yield from ("Standards:", "\tSupported: 10 9 8 7 6 5 ", "\tLikely used: 10", "Configuration:")
    yield f"\tLBA    user addressable sectors:   {min(drive.visible, _LBA28):9d}"
    yield f"\tLBA48  user addressable sectors:   {drive.visible:9d}"
    yield f"\tLogical  Sector size:                   {SECTOR} bytes"
    yield f"\tPhysical Sector size:                   {SECTOR} bytes"
    yield f"\tNominal Media Rotation Rate: {'Solid State Device' if drive.rpm == 1 else drive.rpm}"
    yield from ("Commands/features:", "\tEnabled\tSupported:")
    yield from (f"\t   {'*' if on else ' '}\t{feature}" for feature, on in _features(drive))
    if drive.security.supported:
        yield from _security_lines(drive, w[128])
    yield f"Logical Unit WWN Device Identifier: {drive.wwn:016x}"
    yield "Checksum: correct"


def _features(drive: AtaDrive) -> Iterator[tuple[str, bool]]:
    yield "SMART feature set", True
    if drive.security.supported:
        yield "Security Mode feature set", drive.security.password is not None
    if drive.has_hpa:
        yield "Host Protected Area feature set", True
    if drive.has_dco:
        yield "Device Configuration Overlay feature set", True
    yield "64-bit World wide name", True
    listed = {
        "SANITIZE feature set": drive.sanitize.supported,
        "CRYPTO_SCRAMBLE_EXT command": drive.sanitize.crypto,
        "OVERWRITE_EXT command": drive.sanitize.overwrite,
        "BLOCK_ERASE_EXT command": drive.sanitize.block,
        "Data Set Management TRIM supported (limit unknown)": drive.rpm == 1,
    }
    yield from ((feature, True) for feature, on in listed.items() if on)


def _security_lines(drive: AtaDrive, status: int) -> Iterator[str]:
    s = drive.security
    yield from ("Security: ", "\tMaster password revision code = 65534")
    names = ("supported", "enabled", "locked", "frozen", "expired: security count")
    for bit, name in enumerate((*names, "supported: enhanced erase")):
        yield f"\t{'' if status >> bit & 1 else 'not'}\t{name}"
    if s.password is not None:
        yield "\tSecurity level high"
    times = [(s.minutes, ""), (s.enhanced_minutes if s.enhanced else 0, "ENHANCED ")]
    yield "\t" + " ".join(f"{m}min for {kind}SECURITY ERASE UNIT." for m, kind in times if m)

"""What people call a disk: its maker and its size as on the box."""

import re

from atelier.workshop.diagnosis.verdicts.sane import MOST_BYTES, plain, within
from diagnostics.report import Disk

#: How a model begins, and who made it. Makers write their name in the model, or not at all.
_MAKERS = (
    (r"samsung|mz[a-z0-9]{3}|mzvl|kusvq", "Samsung"),
    (r"wdc|wd[ _]|wd\d|wds|wuh|western digital", "Western Digital"),
    (r"seagate|st\d|st[_ ]", "Seagate"),
    (r"toshiba|thns|mq0|mq1|dt01|hdw|kbg|kxg", "Toshiba"),
    (r"kioxia", "Kioxia"),
    (r"hgst|hus|huh|hts|htt", "HGST"),
    (r"hitachi|hds|hdt|hua", "Hitachi"),
    (r"intel|ssdsc|ssdpe|mempe", "Intel"),
    (r"micron|mtfd", "Micron"),
    (r"crucial|ct\d{3}", "Crucial"),
    (r"kingston|sa400|skc|snv|rbu", "Kingston"),
    (r"sandisk|sdssd|sd[678]s|sd9s", "SanDisk"),
    (r"sk ?hynix|hynix|hfs|hfm|hfb|skhynix|bc[57]\d\d|pc[4678]\d\d nvme", "SK hynix"),
    (r"lite-?on|lcs|cv[1358]-|l8[hs]-|ssstc", "Lite-On"),
    (r"transcend|ts\d+g", "Transcend"),
    (r"adata|im2", "ADATA"),
    (r"corsair", "Corsair"),
    (r"plextor|px-", "Plextor"),
    (r"ocz", "OCZ"),
    (r"apple", "Apple"),
    (r"fujitsu|mhz|mhy", "Fujitsu"),
    (r"maxtor", "Maxtor"),
    (r"hp |m[bm]\d{4}", "HP"),
    (r"qemu", "QEMU"),
)
_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), maker) for pattern, maker in _MAKERS)


def maker_of(disk: Disk) -> str:
    """The maker, from what the disk says of itself; empty when it says nothing known."""
    for told in (disk.model, disk.maker):
        for pattern, maker in _PATTERNS:
            if told and pattern.match(told.strip()):
                return maker
    return ""


def is_seagate(disk: Disk) -> bool:
    return maker_of(disk) == "Seagate"


def size_on_the_box(size_bytes: int) -> tuple[float, str]:
    """Decimal, as makers count: ``(256, "GB")``, ``(1.9, "TB")``."""
    if size_bytes < 995 * 10**9:
        return round(size_bytes / 10**9), "GB"
    return plain(round(size_bytes / 10**12, 1)), "TB"


def name_of(disk: Disk) -> str:
    """``Samsung 256 GB``; the model where the maker is not known; the kernel's name at worst."""
    words = [maker_of(disk) or (disk.model or "").strip()]
    size = within(disk.size_bytes, 1, MOST_BYTES)
    if size is not None:
        number, unit = size_on_the_box(size)
        words.append(f"{number:g} {unit}".replace(".", ","))
    return " ".join(word for word in words if word) or disk.name

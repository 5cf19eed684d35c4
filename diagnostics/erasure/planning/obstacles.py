"""What is in the way of an erasure: from the report, and from looking around."""

from collections.abc import Iterator

from diagnostics.erasure.planning.around import Surroundings
from diagnostics.erasure.planning.medium import Medium
from diagnostics.erasure.planning.sentences import OBSTACLES
from diagnostics.report import AtaSecurity, Disk
from diagnostics.wire.erasure import Obstacle, ObstacleCode

_BLOCKING: frozenset[ObstacleCode] = frozenset(
    {
        "boot_medium",
        "mounted",
        "swap",
        "raid",
        "volume",
        "mapping",
        "held",
        "sibling_in_use",
        "surroundings_unread",
        "read_only",
        "no_size",
        "zoned",
        "no_sufficient_method",
    }
)


def obstacle(code: ObstacleCode, detail: str | None = None) -> Obstacle:
    return Obstacle(code=code, blocking=code in _BLOCKING, sentence=OBSTACLES[code], detail=detail)


def in_the_way(disk: Disk, medium: Medium, around: Surroundings | None) -> tuple[Obstacle, ...]:
    """The blocking ones first."""
    found = [*_around(disk, around), *_of_the_disk(disk), *_of_the_bus(disk, medium)]
    return tuple(sorted(dict.fromkeys(found), key=lambda one: not one.blocking))


def _around(disk: Disk, around: Surroundings | None) -> Iterator[Obstacle]:
    if disk.boot_medium or (around and around.medium):
        yield obstacle("boot_medium")
    if around is None:
        return
    for use in around.uses:
        yield obstacle(use.code, use.detail)
    if around.unread:
        yield obstacle("surroundings_unread", "; ".join(around.unread))
    hidden = (around.real_bytes or 0) - (disk.size_bytes or 0)
    if disk.size_bytes and hidden > 0:
        yield obstacle("hidden_area", str(hidden))


def _of_the_disk(disk: Disk) -> Iterator[Obstacle]:
    if disk.read_only:
        yield obstacle("read_only")
    if not disk.size_bytes or disk.size_bytes < 0:
        yield obstacle("no_size")
    if is_zoned(disk):
        yield obstacle("zoned")
    if not (disk.serial or disk.wwn):
        yield obstacle("no_number")


def is_zoned(disk: Disk) -> bool:
    """Nothing can be written where it may be: not a canary, and not an overwrite that goes on."""
    return disk.zoned == "host-managed"


def _of_the_bus(disk: Disk, medium: Medium) -> Iterator[Obstacle]:
    if medium.kind in ("usb", "other"):
        yield obstacle("bridge")
    if medium.kind in ("sata_ssd", "sata_hdd") and disk.ata and disk.ata.security:
        yield from _of_security(disk.ata.security)


def _of_security(security: AtaSecurity) -> Iterator[Obstacle]:
    if security.locked:
        yield obstacle("locked")
    elif security.enabled:
        yield obstacle("password_set")
    if security.frozen:
        yield obstacle("frozen")
    if security.count_expired:
        yield obstacle("count_expired")

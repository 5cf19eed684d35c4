"""Is this the machine, is this the disk that the order is for? Pure: facts in, an answer out.

Whatever both sides know has to be equal. That is not enough where it is rubbish ("To be filled by
O.E.M."): then at least one number of its own has to be equal, or the order must be about a report
that was made in this very start of the machine.
"""

import re
from collections.abc import Collection, Iterable, Sequence

from diagnostics import report, wire
from diagnostics.rubbish import is_rubbish

#: What it is called, what the order says, what is here now.
Pair = tuple[str, str | None, str | None]


def machine_doubt(
    wanted: wire.Machine, here: report.System, reports: Collection[str]
) -> str | None:
    """Why this is not, or may not be, the machine; None when it is."""
    if doubt := machine_difference(wanted, here):
        return doubt
    if wanted.report_id in reports or _proven(_pairs(wanted, here)):
        return None
    return "nothing that this machine tells of itself proves that it is the one"


def machine_difference(wanted: wire.Machine, here: report.System) -> str | None:
    """In what a machine differs from the one that is wanted; None when in nothing."""
    return _difference(_pairs(wanted, here))


def _pairs(wanted: wire.Machine, here: report.System) -> Sequence[Pair]:
    return (
        ("UUID", wanted.uuid, here.uuid),
        ("serial", wanted.serial, here.serial),
        ("board serial", wanted.board_serial, here.board_serial),
    )


def disk_doubt(wanted: wire.Disk, here: report.Disk) -> str | None:
    """In what a disk differs from the one that is wanted; None when in nothing."""
    pairs: Sequence[Pair] = (
        ("serial", wanted.serial, here.serial),
        ("WWN", wanted.wwn, here.wwn),
        ("model", wanted.model, here.model),
        ("size", _text(wanted.size_bytes), _text(here.size_bytes)),
    )
    return _difference(pairs)


def is_proven(wanted: wire.Disk, here: report.Disk) -> bool:
    """Whether a number of the disk's own says that it is the one that is wanted."""
    return _proven((("serial", wanted.serial, here.serial), ("WWN", wanted.wwn, here.wwn)))


def looks_alike(wanted: wire.Disk, here: report.Disk) -> bool:
    """For a disk without a number of its own: model and size are known, and equal."""
    return bool(wanted.model and here.model and wanted.size_bytes and here.size_bytes) and (
        disk_doubt(wanted, here) is None
    )


def _difference(pairs: Iterable[Pair]) -> str | None:
    told = [
        f"{what} is {here!r} here and {wanted!r} in the order"
        for what, wanted, here in pairs
        if wanted and here and tidy(wanted) != tidy(here)
    ]
    return "; ".join(told) or None


def _proven(pairs: Iterable[Pair]) -> bool:
    return any(
        wanted and here and tidy(wanted) == tidy(here) and not is_rubbish(here)
        for _what, wanted, here in pairs
    )


def tidy(text: str) -> str:
    """Blanks, underscores and capitals differ by which program read it."""
    return re.sub(r"[\s_]+", "", text).casefold()


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)

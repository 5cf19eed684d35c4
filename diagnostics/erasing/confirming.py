"""What a person has to type before a disk is erased. Pure."""

from dataclasses import dataclass

from diagnostics import matching
from diagnostics.report import Disk
from diagnostics.rubbish import is_rubbish

#: Characters of the disk's own number.
LAST = 4
#: What a scanner types on a Belgian keyboard in place of 0 to 9.
_BELGIAN = str.maketrans("à&é\"'(§è!ç", "0123456789")


@dataclass(frozen=True, slots=True)
class Confirmed:
    """``tag``: as typed, 10 digits; None where the disk's number was."""

    tag: str | None = None


def own_number(disk: Disk) -> str | None:
    """Its serial, or else its WWN; None where it has none to tell it by."""
    for number in (disk.serial, disk.wwn):
        if number and not is_rubbish(number) and len(matching.tidy(number)) >= LAST:
            return number
    return None


def confirmed(typed: str, disk: Disk) -> Confirmed | None:
    """None: this is neither a tag nor the end of the disk's number."""
    if tag := read_tag(typed):
        return Confirmed(tag)
    number = own_number(disk)
    given = matching.tidy(typed)
    if number and len(given) >= LAST and matching.tidy(number).endswith(given):
        return Confirmed()
    return None


def read_tag(typed: str) -> str | None:
    """A machine's tag, 8 digits and 2 check digits; None where it is none."""
    text = "".join(typed.split()).translate(_BELGIAN)
    if len(text) != 10 or not (text.isascii() and text.isdigit()):
        return None
    payload, check = int(text[:8]), int(text[8:])
    return text if check == (payload % 97 or 97) else None

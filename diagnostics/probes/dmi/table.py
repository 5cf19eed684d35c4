"""``dmidecode``'s text as structures. Pure; the text may be damaged anywhere."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_HANDLE = re.compile(r"Handle (0x[0-9A-Fa-f]+), DMI type (\d+), \d+ bytes")
#: dmidecode's own words for "the maker left this empty" or "this number is none I know".
_NOTHING = frozenset({"", "Not Specified", "<BAD INDEX>", "<OUT OF SPEC>"})
#: In fields that hold one of a list of values, these say that the value is not known.
_UNKNOWN = _NOTHING | {"Unknown", "Not Provided", "Not Present", "Not Settable"}
_UNITS = {"bytes": 1, "kB": 2**10, "MB": 2**20, "GB": 2**30, "TB": 2**40, "PB": 2**50}


class NotDmi(ValueError):
    """The text holds no DMI structure at all."""


@dataclass(frozen=True, slots=True)
class Structure:
    """One DMI structure: ``fields`` as printed, ``lists`` where a field has lines below it."""

    handle: str
    type: int
    name: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)

    def text(self, key: str) -> str | None:
        """What the maker wrote, rubbish included; None where nothing was written."""
        value = self.fields.get(key, "").strip()
        return None if value in _NOTHING else value

    def choice(self, key: str) -> str | None:
        """One of the standard's own values; None where it says that it does not know."""
        value = self.fields.get(key, "").strip()
        return None if value in _UNKNOWN else value

    def number(self, key: str) -> int | None:
        """The number in front: ``1600 MT/s`` is 1600. None unless the field starts with one."""
        found = re.match(r"\d+", self.fields.get(key, ""))
        return int(found[0]) if found else None

    def size(self, key: str) -> int | None:
        """Bytes: ``4096 MB``, ``4 GB``."""
        found = re.match(r"(\d+) (bytes|kB|MB|GB|TB|PB)\b", self.fields.get(key, ""))
        return int(found[1]) * _UNITS[found[2]] if found else None


Table = tuple[Structure, ...]


def parse(text: str) -> Table:
    """Every structure in ``dmidecode``'s output. Raises NotDmi when there is none."""
    structures = tuple(_structures(text.splitlines()))
    if not structures:
        raise NotDmi(
            "dmidecode: expected structures that start with 'Handle 0x…, DMI type …', found none"
        )
    return structures


def of_type(table: Iterable[Structure], number: int) -> Table:
    return tuple(structure for structure in table if structure.type == number)


def _structures(lines: Iterable[str]) -> Iterator[Structure]:
    block: list[str] = []
    for line in lines:
        if _HANDLE.match(line):
            yield from _structure(block)
            block = [line]
        elif block:
            block.append(line)
    yield from _structure(block)


def _structure(block: list[str]) -> Iterator[Structure]:
    if not block:
        return
    head = _HANDLE.match(block[0])
    assert head  # noqa: S101 - a block starts with the line that matched
    names = [line for line in block[1:] if line and not line[0].isspace()]
    structure = Structure(head[1], int(head[2]), names[0].strip() if names else "")
    _fill(structure, block[1:])
    yield structure


def _fill(structure: Structure, lines: list[str]) -> None:
    """One tab: a field. Two tabs: a line of the list under the field before it."""
    key = ""
    for line in lines:
        if line.startswith("\t\t"):
            structure.lists.setdefault(key, []).append(line.strip())
        elif line.startswith("\t"):
            key, _, value = line.strip().partition(":")
            structure.fields.setdefault(key, value.strip())

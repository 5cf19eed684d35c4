"""What two machines have in common, and in what they differ, by scheme."""

from collections.abc import Hashable
from dataclasses import dataclass

from atelier.devices.identity.identifiers import Identifier
from atelier.devices.identity.makers import makers_differ
from atelier.devices.identity.schemes import (
    BOARD_SERIAL,
    DISK_SERIAL,
    DISK_WWN,
    IMEI,
    MAC,
    MAKER_CODE,
    SYSTEM_SERIAL,
    SYSTEM_UUID,
)

#: Kinds of evidence. The schemes of one kind come from one part, so they count once.
SERIAL, UUID, PHONE, BOARD, CARD, DISK = "serial", "uuid", "phone", "board", "card", "disk"

STRONG = frozenset({SERIAL, UUID, PHONE})
FIXED = frozenset({BOARD, CARD})

_KINDS = {
    SYSTEM_SERIAL: SERIAL,
    MAKER_CODE: SERIAL,
    SYSTEM_UUID: UUID,
    IMEI: PHONE,
    BOARD_SERIAL: BOARD,
    MAC: CARD,
    DISK_WWN: DISK,
    DISK_SERIAL: DISK,
}


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine as seen (``key`` is then ``None``) or as known, with all it ever carried."""

    key: Hashable
    maker: str | None = None
    product: str | None = None
    identifiers: frozenset[Identifier] = frozenset()


@dataclass(frozen=True, slots=True)
class Evidence:
    """``agrees`` and ``differs`` are kinds; what only one side has is in neither.

    A serial is in both when what was scanned agrees and what the machines tell does not.
    """

    agrees: frozenset[str]
    differs: frozenset[str]
    makers_differ: bool
    agreeing: tuple[Identifier, ...]
    differing: tuple[Identifier, ...]

    @property
    def strong(self) -> frozenset[str]:
        return self.agrees & STRONG

    @property
    def parts(self) -> frozenset[str]:
        return self.agrees - STRONG

    @property
    def only_a_disk(self) -> bool:
        return self.agrees == {DISK}

    @property
    def told_apart(self) -> bool:
        """Whether something says, hard, that these are two machines."""
        return bool(self.differs & STRONG) or self.makers_differ


def weigh(seen: Machine, known: Machine, shared: frozenset[Identifier]) -> Evidence:
    """Compare two machines, in either order with the same result but for ``differing``.

    ``shared`` identifiers make nothing agree, but still tell apart: whatever a batch number is
    worth, a machine with another number is another machine. A kind agrees when any of its
    values does: a phone with two SIMs has two IMEIs.
    """
    common = (_as_told(seen) & _as_told(known)) - _as_codes(shared)
    both = _kinds(seen) & _kinds(known)
    differs = frozenset(kind for kind in both if _tells_apart(seen, known, kind))
    agreeing = frozenset(one for one in known.identifiers if _code(one) in common)
    differing = frozenset(one for one in known.identifiers if _KINDS[one.scheme] in differs)
    return Evidence(
        agrees=frozenset(_KINDS[one.scheme] for one in common),
        differs=differs,
        makers_differ=makers_differ(seen.maker, known.maker),
        agreeing=tuple(sorted(agreeing)),
        differing=tuple(sorted(differing - agreeing)),
    )


def to_look_up(identifiers: frozenset[Identifier]) -> frozenset[Identifier]:
    """What to search the known devices by: a serial also as a person may have scanned it."""
    codes = _as_codes(identifiers)
    scanned = {Identifier(MAKER_CODE, one.value) for one in codes if one.scheme == SYSTEM_SERIAL}
    return codes | scanned


def _tells_apart(seen: Machine, known: Machine, kind: str) -> bool:
    """Whether both have values of this kind and none in common.

    Where both have a serial that the machine itself told, those decide, whatever was scanned.
    """
    if kind == SERIAL:
        told = _values(seen, SYSTEM_SERIAL), _values(known, SYSTEM_SERIAL)
        if all(told):
            return told[0].isdisjoint(told[1])
    mine, theirs = (_of_kind(machine, kind) for machine in (seen, known))
    return mine.isdisjoint(theirs)


def _kinds(machine: Machine) -> frozenset[str]:
    return frozenset(_KINDS[one.scheme] for one in machine.identifiers)


def _values(machine: Machine, scheme: str) -> frozenset[str]:
    return frozenset(one.value for one in machine.identifiers if one.scheme == scheme)


def _of_kind(machine: Machine, kind: str) -> frozenset[Identifier]:
    return frozenset(one for one in _as_told(machine) if _KINDS[one.scheme] == kind)


def _as_told(machine: Machine) -> frozenset[Identifier]:
    return _as_codes(machine.identifiers)


def _as_codes(identifiers: frozenset[Identifier]) -> frozenset[Identifier]:
    return frozenset(map(_code, identifiers))


def _code(identifier: Identifier) -> Identifier:
    """A serial scanned by hand is the serial that the machine tells."""
    if identifier.scheme == MAKER_CODE:
        return Identifier(SYSTEM_SERIAL, identifier.value)
    return identifier

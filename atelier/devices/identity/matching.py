"""Which known device is this machine? The rules, in the order in which they are asked.

==  ============================================================  ==================
    what agrees and what differs                                  then
==  ============================================================  ==================
1   nothing agrees                                                new
2   only a disk agrees, and a strong identifier, the maker, the   new; the disk moved
    board or all network cards differ
3   a strong identifier or the maker differs                      a person chooses
4   one strong identifier agrees, none of the parts does, and     a person chooses
    board or cards differ: repaired, or one number for a batch
5   a strong identifier agrees                                    the same
6   two kinds of part agree, and the board does not differ        the same
7   one kind of part agrees                                       a person chooses
==  ============================================================  ==================

Strong: the system's serial (told or scanned), its UUID, an IMEI. Parts: the board, fixed network
cards, disks. Where a strong identifier is known on both sides and differs, nothing ever merges by
itself. Two devices that could both be it are a choice as well.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from enum import Enum, auto

from atelier.devices.identity.evidence import (
    BOARD,
    CARD,
    DISK,
    FIXED,
    STRONG,
    Evidence,
    Machine,
    weigh,
)
from atelier.devices.identity.identifiers import Identifier
from atelier.words import N_, Sentence

__all__ = ["Candidate", "Choice", "Decision", "Machine", "New", "Same", "recognise"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known device that it may be; the identifiers are those of the known device."""

    key: Hashable
    agreeing: tuple[Identifier, ...]
    differing: tuple[Identifier, ...]


@dataclass(frozen=True, slots=True)
class Same:
    key: Hashable
    why: Sentence
    agreeing: tuple[Identifier, ...] = ()
    differing: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A person says which of ``candidates`` it is (the likeliest first), or that it is new."""

    candidates: tuple[Candidate, ...]
    why: Sentence


@dataclass(frozen=True, slots=True)
class New:
    """``disk_from``: keys of the known devices that a disk in it came from."""

    why: Sentence
    disk_from: tuple[Hashable, ...] = ()


Decision = Same | Choice | New


class _Verdict(Enum):
    SAME = auto()
    PERHAPS = auto()
    DISK_MOVED = auto()
    OTHER = auto()


#: The table above, in its order: the first rule that applies decides.
_RULES: tuple[tuple[Callable[[Evidence], object], _Verdict], ...] = (
    (lambda it: not it.agrees, _Verdict.OTHER),
    (lambda it: it.only_a_disk and (it.told_apart or it.differs & FIXED), _Verdict.DISK_MOVED),
    (lambda it: it.told_apart, _Verdict.PERHAPS),
    (
        lambda it: len(it.strong) == 1 and not it.parts and it.differs & FIXED,
        _Verdict.PERHAPS,
    ),
    (lambda it: it.strong, _Verdict.SAME),
    (lambda it: len(it.parts) > 1 and BOARD not in it.differs, _Verdict.SAME),
    (lambda it: it.parts, _Verdict.PERHAPS),
)


def recognise(
    seen: Machine, known: Iterable[Machine], shared: frozenset[Identifier] = frozenset()
) -> Decision:
    """Decide which of ``known`` the machine is; their order does not matter.

    ``known`` needs to hold only the devices that have an identifier in common with ``seen``.
    ``shared`` are identifiers that two or more known devices hold: they recognise nothing.
    """
    weighed = [(machine.key, weigh(seen, machine, shared)) for machine in known]
    judged = [(key, evidence, _judge(evidence)) for key, evidence in _likeliest_first(weighed)]
    same = [(key, evidence) for key, evidence, verdict in judged if verdict is _Verdict.SAME]
    perhaps = [(key, evidence) for key, evidence, verdict in judged if verdict is _Verdict.PERHAPS]
    rivals = [(key, evidence) for key, evidence in perhaps if evidence.strong]
    if len(same) == 1 and not rivals:
        return _same(*same[0])
    if same or perhaps:
        return _choice(same + (rivals if same else perhaps), twice=bool(same))
    return _new(seen, tuple(key for key, _, verdict in judged if verdict is _Verdict.DISK_MOVED))


def _judge(evidence: Evidence) -> _Verdict:
    return next(verdict for applies, verdict in _RULES if applies(evidence))


def _likeliest_first(
    weighed: list[tuple[Hashable, Evidence]],
) -> list[tuple[Hashable, Evidence]]:
    def rank(one: tuple[Hashable, Evidence]) -> tuple[int, int, int, str]:
        key, evidence = one
        strong = len(evidence.strong)
        return -strong, -len(evidence.agrees), len(evidence.differs), str(key)

    return sorted(weighed, key=rank)


def _same(key: Hashable, evidence: Evidence) -> Same:
    return Same(key, Sentence(_why_same(evidence)), evidence.agreeing, evidence.differing)


def _why_same(evidence: Evidence) -> str:
    if not evidence.strong:
        return N_("De onderdelen zijn die van dit toestel.")
    if {BOARD, CARD} <= evidence.differs:
        return N_("Het nummer is hetzelfde. Het moederbord is vervangen.")
    if BOARD in evidence.differs:
        return N_("Het nummer is hetzelfde. Het moederbord is misschien vervangen.")
    if CARD in evidence.differs:
        return N_("Het nummer is hetzelfde. De netwerkkaart is vervangen.")
    if DISK in evidence.differs:
        return N_("Het nummer is hetzelfde. De schijf is vervangen.")
    return N_("Het nummer is hetzelfde.")


def _choice(found: list[tuple[Hashable, Evidence]], *, twice: bool) -> Choice:
    candidates = tuple(
        Candidate(key, evidence.agreeing, evidence.differing) for key, evidence in found
    )
    return Choice(candidates, Sentence(_why_choice([evidence for _, evidence in found], twice)))


def _why_choice(found: list[Evidence], twice: bool) -> str:
    if twice:
        return N_("Meer dan één toestel lijkt op dit toestel.")
    if any(evidence.differs & STRONG for evidence in found):
        return N_("Een deel is hetzelfde, maar het nummer is anders.")
    if any(evidence.makers_differ for evidence in found):
        return N_("Een nummer is hetzelfde, maar het merk is anders.")
    if any(evidence.strong for evidence in found):
        return N_("Het nummer is hetzelfde, maar de onderdelen zijn anders.")
    return N_("Eén onderdeel is hetzelfde. Dat is te weinig om zeker te zijn.")


def _new(seen: Machine, disk_from: tuple[Hashable, ...]) -> New:
    if disk_from:
        return New(Sentence(N_("Alleen de schijf komt uit een ander toestel.")), disk_from)
    if not seen.identifiers:
        return New(Sentence(N_("Dit toestel heeft geen enkel nummer dat iets zegt.")))
    return New(Sentence(N_("We kennen dit toestel nog niet.")))

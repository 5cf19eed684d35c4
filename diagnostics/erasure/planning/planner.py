"""One disk and one policy make one plan."""

from collections.abc import Sequence

from diagnostics.erasure.planning import timing
from diagnostics.erasure.planning.around import Surroundings
from diagnostics.erasure.planning.caveats import Case, caveats, stalls
from diagnostics.erasure.planning.medium import Medium, medium_of
from diagnostics.erasure.planning.obstacles import in_the_way, is_zoned, obstacle
from diagnostics.erasure.planning.support import level, supported
from diagnostics.report import Disk
from diagnostics.wire.erasure import (
    LEVELS,
    Candidate,
    Method,
    Obstacle,
    Plan,
    Policy,
    Why,
)


def plan(
    disk: Disk,
    policy: Policy,
    around: Surroundings | None = None,
    *,
    full: bool = False,
    others: Sequence[Disk] = (),
) -> Plan:
    """What can be done with ``disk``, best first, and what is in the way. Pure.

    ``around``: what stands upon the disk now; the server, which cannot know, gives None, and its
    plan says so (``looked_around``). ``full``: read all of it back, whatever the policy says.
    ``others``: the machine's other disks, to see which are namespaces of the same controller.
    """
    medium = medium_of(disk)
    never = disk.boot_medium or is_zoned(disk) or (around is not None and around.medium)
    case = Case(
        disk=disk,
        medium=medium,
        policy=policy,
        siblings=bool(around and around.siblings) or _has_siblings(disk, others),
        real_bytes=around.real_bytes if around else None,
    )
    candidates = () if never else _candidates(case)
    obstacles = (*in_the_way(disk, medium, around), *_nothing_left(case, candidates))
    blocked = any(one.blocking for one in obstacles)
    chosen = None if blocked else _first_sufficient(candidates)
    fraction = _fraction(disk, policy, chosen, full=full)
    return Plan(
        name=disk.name,
        medium=medium.kind,
        candidates=candidates,
        obstacles=obstacles,
        chosen=chosen,
        checked_fraction=fraction,
        expected_s=_expected_s(case, chosen, fraction),
        looked_around=around is not None and not around.unread,
    )


def _candidates(case: Case) -> tuple[Candidate, ...]:
    """What is known to stall comes last, and is left to a policy that is content with no other."""
    methods = supported(case.disk, case.medium, case.policy)
    found = [_candidate(case, method, why) for method, why in methods]
    return tuple(sorted(found, key=lambda one: stalls(case.disk, case.policy, one.method)))


def _candidate(case: Case, method: Method, why: Why) -> Candidate:
    earned = level(method, case.medium, case.policy)
    asked = case.policy.sufficient.of(case.medium.kind)
    return Candidate(
        method=method,
        level=earned,
        why=why,
        suffices=LEVELS.index(earned) >= LEVELS.index(asked),
        full_check=method == "overwrite" and _on_platters(case.medium),
        expected_s=timing.method_s(case.disk, case.medium, method),
        caveats=caveats(case, method),
    )


def _on_platters(medium: Medium) -> bool:
    return medium.kind in ("sata_hdd", "sas") and medium.turns is not False


def _first_sufficient(candidates: Sequence[Candidate]) -> Candidate | None:
    return next((one for one in candidates if one.suffices), None)


def _nothing_left(case: Case, candidates: Sequence[Candidate]) -> tuple[Obstacle, ...]:
    if not candidates or _first_sufficient(candidates):
        return ()
    return (obstacle("no_sufficient_method", case.policy.sufficient.of(case.medium.kind)),)


def _fraction(disk: Disk, policy: Policy, chosen: Candidate | None, *, full: bool) -> float:
    checking = policy.checking
    small = (disk.size_bytes or 0) < checking.full_below_bytes
    if full or checking.full or small or (chosen and chosen.full_check):
        return 1.0
    return checking.fraction


def _expected_s(case: Case, chosen: Candidate | None, fraction: float) -> float | None:
    if chosen is None or chosen.expected_s is None:
        return None
    checking = case.policy.checking
    samples = 0 if fraction == 1 else checking.strata * checking.samples
    reading = timing.checking_s(case.disk, case.medium, fraction, samples)
    return None if reading is None else chosen.expected_s + reading


def _has_siblings(disk: Disk, others: Sequence[Disk]) -> bool:
    serial = disk.nvme and disk.nvme.serial
    return bool(serial) and any(
        other.name != disk.name and other.nvme and other.nvme.serial == serial for other in others
    )

"""What became of each case, held against what stands on the medium."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from diagnostics.erasure.engine.evidence import UNSOUND
from diagnostics.wire.erasure import Evidence, contradictions


@dataclass(frozen=True)
class Case:
    seed: int
    #: What was wrong with the disk.
    faults: tuple[str, ...]
    #: A result, or "no evidence".
    result: str
    #: Of the original content, so many units are still on the medium,
    left: int
    #: and so many of those are not among the places that the evidence tells.
    untold: int
    #: Share of the disk that the evidence itself says could be left and not be found: more than
    #: nothing where a sample was read, or where what looks random is known at some places only.
    allowed: float
    of: int
    sound: bool = True

    @property
    def falsely_erased(self) -> bool:
        return self.result == "erased" and self.left > self.allowed * self.of

    @property
    def falsely_excepted(self) -> bool:
        return self.result == "erased_with_exceptions" and self.untold > self.allowed * self.of

    @property
    def below_the_claim(self) -> bool:
        """Something is left, but less than the sample claims to find."""
        return self.result == "erased" and 0 < self.left <= self.allowed * self.of


def ended(
    seed: int, faults: Iterable[str], evidence: Evidence, *, left: int, untold: int, of: int
) -> Case:
    check = evidence.verification
    return Case(
        seed=seed,
        faults=tuple(faults),
        result=evidence.result,
        left=left,
        untold=untold,
        allowed=check.left_over if check else 0.0,
        of=of,
        sound=contradictions(evidence) == ()
        and not any(UNSOUND in message for message in evidence.messages),
    )


def without_evidence(seed: int, faults: Iterable[str]) -> Case:
    return Case(seed, tuple(faults), "no evidence", 0, 0, 0.0, 1)


def table(name: str, cases: list[Case]) -> str:
    """For whoever runs it: counts by result, by what was wrong, and the one that matters."""
    results = Counter(case.result for case in cases)
    faulty = Counter(fault for case in cases for fault in case.faults)
    wrongly = sum(case.falsely_erased for case in cases)
    lines = [
        f"{name}: {len(cases)} cases, {sum(map(bool, (c.faults for c in cases)))} with faults",
        *(f"  {count:5} {result}" for result, count in results.most_common()),
        f"  {sum(c.left > 0 for c in cases):5} with something left on the medium",
        f"  {sum(c.below_the_claim for c in cases):5} of those below what a sample claims to find",
        f"  {wrongly:5} called erased that were not",
        "  faults: " + ", ".join(f"{fault} {count}" for fault, count in sorted(faulty.items())),
    ]
    return "\n".join(lines)

"""A finding: one thing that was seen, how grave it is, and two ways to say it."""

from collections.abc import Iterable
from dataclasses import dataclass

from atelier.words import Sentence, Value
from atelier.workshop.diagnosis.verdicts.verdict import Level


@dataclass(frozen=True, slots=True)
class Finding:
    """Level good is a note: worth saying, and no reason to think less of the part."""

    level: Level
    #: For the second line of the display: a few words, no capital.
    short: Sentence
    #: A full sentence.
    reason: Sentence


def gravest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: -finding.level.badness))


def counted(count: float, one: str, many: str, **values: Value) -> Sentence:
    """The sentence for one or for many; the count stands in it as ``%(count)s``."""
    return Sentence(one if count == 1 else many, {"count": count, **values})


def reasons(findings: Iterable[Finding]) -> tuple[Sentence, ...]:
    """The full sentences, each once."""
    said: list[Sentence] = []
    for finding in findings:
        if finding.reason not in said:
            said.append(finding.reason)
    return tuple(said)

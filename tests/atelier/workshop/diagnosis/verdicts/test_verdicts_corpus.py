"""Verdicts over recorded disks: all are judged, none that fails is called good."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from atelier.workshop.diagnosis.verdicts import Level, Rules, Verdict
from atelier.workshop.diagnosis.verdicts.disks import judge_disk
from diagnostics.probes.smart import parse
from diagnostics.report import Disk


def recordings(corpus: Path) -> list[Path]:
    return sorted((*corpus.glob("smartctl/*.json"), *corpus.glob("smartctl-failing/*.json")))


def judged(file: Path, rules: Rules) -> Verdict:
    smart = parse(file.read_bytes())
    disk = Disk(
        name="sda",
        maker=smart.maker,
        model=smart.model,
        size_bytes=smart.size_bytes,
        rotational=None if smart.solid_state is None else not smart.solid_state,
        health=smart.health,
    )
    return judge_disk(disk, (), rules.disk)


def condemned(document: dict[str, Any]) -> bool:
    """What smartctl itself says, read without our parser."""
    status = document.get("smartctl", {}).get("exit_status") or 0
    return document.get("smart_status", {}).get("passed") is False or bool(status & 0b11000)


def test_every_recording_is_judged_and_no_failing_disk_is_good(
    rules: Rules, corpus: Path, record_property: Any
) -> None:
    levels: Counter[Level] = Counter()
    failing = 0
    for file in recordings(corpus):
        verdict = judged(file, rules)
        levels[verdict.level] += 1
        if condemned(json.loads(file.read_bytes())):
            failing += 1
            assert verdict.level is Level.REPLACE, file.name
        assert all(sentence.nl() for sentence in (verdict.title, verdict.headline))
    assert failing >= 2
    assert levels.total() >= 94
    # Plain strings: the processes that share the tests pass nothing else to each other.
    record_property("levels", {level.value: count for level, count in levels.items()})


@pytest.mark.parametrize(
    ("name", "level", "headline"),
    [
        ("smartctl-failing/smart-fail2.json", Level.REPLACE, "zegt zelf dat ze stuk gaat"),
        ("smartctl-failing/smart-fail.json", Level.UNKNOWN, "kon niet gelezen worden"),
        ("smartctl-failing/smart-raid.json", Level.UNKNOWN, "niet gemeten"),
        ("smartctl-failing/smart-sat.json", Level.GOOD, "geen slechte plekken"),
        ("smartctl-failing/smart-megaraid0.json", Level.GOOD, "geen slechte plekken"),
        ("smartctl-failing/smart-megaraid1.json", Level.REPLACE, "387 slechte plekken"),
        ("smartctl-failing/smart-nvme-failed.json", Level.WORN, "7 leesfouten"),
        ("smartctl/ST3500418AS_11.json", Level.GOOD, "1 slechte plek, dat is nog goed"),
        ("smartctl/ST3500418AS_12.json", Level.REPLACE, "304 slechte plekken"),
    ],
)
def test_the_odd_ones_one_by_one(
    rules: Rules, corpus: Path, name: str, level: Level, headline: str
) -> None:
    verdict = judged(corpus / name, rules)
    assert (verdict.level, verdict.headline.nl()) == (level, headline)

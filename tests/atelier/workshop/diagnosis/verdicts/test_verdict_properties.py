"""What holds for every report: it is judged, its words can be translated, worse is never better."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from atelier.workshop.diagnosis import verdicts as package
from atelier.workshop.diagnosis.verdicts import Level, Rules, Sentence, Verdict, Verdicts, judge
from atelier.workshop.diagnosis.verdicts.disks import judge_disk
from diagnostics.report import (
    Agent,
    Battery,
    Check,
    Cpu,
    Disk,
    DiskHealth,
    Firmware,
    Memory,
    Problem,
    Report,
    Screen,
    SelfTest,
    SmartAttribute,
    System,
    Windows11,
)

IDS = (1, 5, 7, 10, 187, 188, 190, 195, 196, 197, 198, 231)
NAMES = (
    "Reallocated_Sector_Ct",
    "Reported_Uncorrect",
    "Command_Timeout",
    "Reallocated_Event_Count",
    "Current_Pending_Sector",
    "Spin_Retry_Count",
    "SSD_Life_Left",
    "%(odd)s",
)
#: Numbers as firmware tells them: small, at an edge, or beyond all sense.
numbers = st.none() | st.integers(0, 300) | st.integers(-(2**70), 2**70) | st.just(10**400)
texts = st.none() | st.sampled_from(["ST500LT012", "SAMSUNG MZ7", "100 % <b>", "\x00"]) | st.text()
attributes = st.builds(
    SmartAttribute,
    id=st.sampled_from(IDS),
    name=st.sampled_from(NAMES),
    value=numbers,
    raw=numbers,
    raw_text=st.none() | st.sampled_from(["4 4 4", "2111 (12437 0)", ""]),
    when_failed=st.none() | st.sampled_from(["", "-", "now", "past"]),
)
told_numbers: dict[str, Any] = dict.fromkeys(
    (
        "power_on_hours",
        "power_cycles",
        "temperature_c",
        "written_bytes",
        "critical_warning",
        "available_spare",
        "available_spare_threshold",
        "percentage_used",
        "media_errors",
        "grown_defects",
        "uncorrected_errors",
        "exit_status",
    ),
    numbers,
)
healths = st.builds(
    DiskHealth,
    protocol=st.sampled_from([None, "ata", "nvme", "scsi"]),
    passed=st.sampled_from([None, True, False]),
    attributes=st.lists(attributes, max_size=4).map(tuple),
    self_tests=st.lists(st.builds(SelfTest, passed=st.sampled_from([None, True, False]))).map(
        tuple
    ),
    **told_numbers,
)
disks = st.builds(
    Disk,
    name=st.text(),
    maker=texts,
    model=texts,
    size_bytes=numbers,
    rotational=st.sampled_from([None, True, False]),
    transport=st.sampled_from([None, "mmc", "usb", "virtio", "sata"]),
    health=st.none() | healths,
)
floats = st.none() | st.floats()
screens = st.builds(
    Screen, internal=st.just(True), inches=floats, width_px=numbers, height_px=numbers
)
batteries = st.builds(
    Battery, name=st.text(), design_mwh=numbers, full_mwh=numbers, cycles=numbers, maker=texts
)
memories = st.builds(
    Memory,
    total_bytes=numbers,
    usable_bytes=numbers,
    max_bytes=numbers,
    slots=numbers,
    slots_free=numbers,
)
chassis = st.sampled_from([None, "Notebook", "Desktop", "All In One", "Other", "Sub-Notebook"])
reports = st.builds(
    Report,
    id=st.just("0"),
    made_at=st.just("0"),
    agent=st.just(Agent(version="0", root=True)),
    system=st.builds(System, chassis=chassis, maker=texts, product=texts),
    cpu=st.from_type(Cpu),
    memory=memories,
    disks=st.lists(disks, max_size=2).map(tuple),
    batteries=st.lists(batteries, max_size=2).map(tuple),
    screens=st.lists(screens, max_size=2).map(tuple),
    firmware=st.from_type(Firmware),
    windows11=st.from_type(Windows11),
    problems=st.lists(st.from_type(Problem), max_size=2).map(tuple),
    checks=st.lists(st.from_type(Check), max_size=3).map(tuple),
)


def marked_for_translation() -> set[str]:
    """Every message in an ``N_()`` of the package, as pybabel would find it."""
    found = set()
    for file in Path(package.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "N_":
                found.add(ast.literal_eval(node.args[0]))
    return found


MARKED = marked_for_translation()


def sentences(judged: Verdicts) -> Iterator[Sentence]:
    yield from (*judged.grade.reasons, *judged.use.reasons)
    for verdict in (*judged.parts, *judged.checks):
        yield from (verdict.title, verdict.headline, verdict.chip, *verdict.reasons)


@settings(max_examples=400, deadline=None)
@given(report=reports)
def test_any_report_is_judged_in_words_that_can_be_translated(rules: Rules, report: Report) -> None:
    judged = judge(report, rules)
    for sentence in sentences(judged):
        assert sentence.text in MARKED
        assert sentence.nl()
    for verdict in (*judged.parts, *judged.checks):
        assert set(verdict.figures) <= MARKED
        assert verdict.reasons or verdict.level is Level.GOOD


def test_sentences_read_as_dutch_does() -> None:
    """Headlines are a few words, reasons whole sentences; all of them Dutch, none empty."""
    assert len(MARKED) > 100
    assert all(text == text.strip() and text for text in MARKED)


def worse(verdict: Verdict, than: Verdict) -> bool:
    return verdict.level.badness >= than.level.badness


WORSENED: tuple[tuple[str, st.SearchStrategy[int], int], ...] = (
    ("percentage_used", st.integers(0, 255), 1),
    ("media_errors", st.integers(0, 10_000), 1),
    ("grown_defects", st.integers(0, 10_000), 1),
    ("uncorrected_errors", st.integers(0, 10_000), 1),
    ("power_on_hours", st.integers(0, 800_000), 1),
    ("available_spare", st.integers(0, 100), -1),
)


@settings(max_examples=300, deadline=None)
@given(data=st.data(), disk=disks, health=healths)
def test_a_worse_number_never_improves_a_disk(
    rules: Rules, data: st.DataObject, disk: Disk, health: DiskHealth
) -> None:
    name, values, direction = data.draw(st.sampled_from(WORSENED))
    low, high = sorted((data.draw(values), data.draw(values)))
    better, bad = (low, high) if direction > 0 else (high, low)

    def judged(value: int) -> Verdict:
        changed = replace(health, **{name: value})
        return judge_disk(replace(disk, health=changed), (), rules.disk)

    assert worse(judged(bad), than=judged(better))


@settings(max_examples=300, deadline=None)
@given(
    disk=disks,
    health=healths,
    number=st.sampled_from((5, 10, 187, 188, 196, 197, 198)),
    counts=st.tuples(st.integers(0, 65_535), st.integers(0, 65_535)).map(sorted),
)
def test_a_higher_count_never_improves_a_disk(
    rules: Rules, disk: Disk, health: DiskHealth, number: int, counts: list[int]
) -> None:
    names = {rule.id: rule.names[0] for rule in rules.disk.attributes}

    def judged(count: int) -> Verdict:
        attribute = SmartAttribute(id=number, name=names[number], raw=count)
        changed = replace(health, attributes=(*health.attributes, attribute))
        return judge_disk(replace(disk, health=changed), (), rules.disk)

    assert worse(judged(counts[1]), than=judged(counts[0]))


FLAGGED: tuple[Callable[[DiskHealth], DiskHealth], ...] = (
    lambda health: replace(health, passed=False),
    lambda health: replace(health, critical_warning=(health.critical_warning or 0) | 4),
    lambda health: replace(health, exit_status=(health.exit_status or 0) | 8),
    lambda health: replace(health, self_tests=(SelfTest(passed=False), *health.self_tests)),
    lambda health: replace(
        health,
        attributes=(*health.attributes, SmartAttribute(id=5, name="x", when_failed="now")),
    ),
)


@settings(max_examples=300, deadline=None)
@given(disk=disks, health=healths, flag=st.sampled_from(FLAGGED))
def test_a_warning_more_never_improves_a_disk(
    rules: Rules, disk: Disk, health: DiskHealth, flag: Callable[[DiskHealth], DiskHealth]
) -> None:
    before = judge_disk(replace(disk, health=health), (), rules.disk)
    after = judge_disk(replace(disk, health=flag(health)), (), rules.disk)
    assert worse(after, than=before)


GRADES = "ABCD"
GB = 2**30


def machine(**told: Any) -> Report:
    base: dict[str, Any] = {
        "disks": (Disk(name="sda", health=DiskHealth(passed=True)),),
        "memory": Memory(total_bytes=8 * GB),
        "system": System(chassis="Notebook"),
    }
    return Report(id="0", made_at="0", agent=Agent(version="0", root=True), **base | told)


@settings(max_examples=200, deadline=None)
@given(
    fulls=st.tuples(st.integers(0, 55_000), st.integers(0, 55_000)).map(sorted),
    amounts=st.tuples(st.integers(1, 64), st.integers(1, 64)).map(sorted),
    useds=st.tuples(st.integers(0, 255), st.integers(0, 255)).map(sorted),
    windows=st.sampled_from([(False, False), (False, True), (True, True)]),
)
def test_worse_parts_never_give_a_better_grade(
    rules: Rules,
    fulls: list[int],
    amounts: list[int],
    useds: list[int],
    windows: tuple[bool, bool],
) -> None:
    def graded(full: int, amount: int, used: int, *, possible: bool) -> str:
        report = machine(
            batteries=(Battery(name="BAT0", design_mwh=50_000, full_mwh=full),),
            memory=Memory(total_bytes=amount * GB),
            disks=(Disk(name="sda", health=DiskHealth(passed=True, percentage_used=used)),),
            windows11=Windows11(possible=possible),
        )
        return judge(report, rules).grade.value or "?"

    bad = graded(fulls[0], amounts[0], useds[1], possible=windows[0])
    good = graded(fulls[1], amounts[1], useds[0], possible=windows[1])
    assert GRADES.index(bad) >= GRADES.index(good)

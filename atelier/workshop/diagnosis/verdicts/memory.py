"""The verdict on the memory: how much there is, and how much more there could be."""

import math

from atelier.words import N_, Sentence, Value
from atelier.workshop.diagnosis.verdicts.findings import counted
from atelier.workshop.diagnosis.verdicts.missing import not_measured
from atelier.workshop.diagnosis.verdicts.rules import MemoryRules
from atelier.workshop.diagnosis.verdicts.sane import MOST_BYTES, plain, within
from atelier.workshop.diagnosis.verdicts.verdict import Figure, Level, Verdict
from diagnostics.report import Memory, Report

GB = 2**30
#: Sizes that are sold. What the kernel sees is a little less than one of these.
_SOLD = (0.5, 1, 1.5, 2, 3, 4, 6, 8, 10, 12, 16, 18, 20, 24, 32, 36, 40, 48, 64, 96, 128)
#: Modules that are part of the board, in dmidecode's words.
_SOLDERED = frozenset({"row of chips", "chip", "die", "zip", "tsop"})


def judge_memory(report: Report, rules: MemoryRules) -> Verdict:
    amount = amount_gb(report.memory)
    if amount is None:
        return _unknown(report)
    level = _level(amount, rules)
    return Verdict(
        part="memory",
        name="",
        level=level,
        title=Sentence(N_("Geheugen · %(amount)s GB"), {"amount": amount}),
        headline=_headline(report.memory, amount, level),
        reasons=(Sentence(_REASONS[level], {"amount": amount}),),
        figures=_figures(report.memory, amount),
    )


_REASONS = {
    Level.GOOD: N_("%(amount)s GB is genoeg voor al het gewone werk."),
    Level.WORN: N_("%(amount)s GB is genoeg voor eenvoudig werk."),
    Level.REPLACE: N_("%(amount)s GB is te weinig. Zet er geheugen bij."),
}


def amount_gb(memory: Memory) -> float | None:
    """Installed memory in GB of 2^30 bytes; from the kernel's figure, the size that is sold."""
    told = within(memory.total_bytes or memory.usable_bytes, 1, MOST_BYTES)
    if told is None:
        return None
    exact = round(told / GB, 2)
    return plain(next((sold for sold in _SOLD if sold >= exact), math.ceil(exact)))


def _level(amount: float, rules: MemoryRules) -> Level:
    if amount >= rules.good_gb:
        return Level.GOOD
    return Level.WORN if amount >= rules.worn_gb else Level.REPLACE


def _headline(memory: Memory, amount: float, level: Level) -> Sentence:
    """``1 plaats vrij, tot 32 GB``, or as much of it as can be believed."""
    free, most = _free(memory), _most(memory, amount)
    if free and most:
        return _free_up_to(free, most)
    if free:
        return counted(free, N_("%(count)s plaats vrij"), N_("%(count)s plaatsen vrij"))
    if _soldered(memory):
        return Sentence(N_("zit vast, er kan niets bij"))
    if free == 0 and most:
        return Sentence(N_("geen plaats vrij, tot %(most)s GB"), {"most": most})
    if free == 0:
        return Sentence(N_("geen plaats vrij"))
    return Sentence(_AMOUNTS[level])


_AMOUNTS = {
    Level.GOOD: N_("genoeg voor gewoon werk"),
    Level.WORN: N_("genoeg voor eenvoudig werk"),
    Level.REPLACE: N_("te weinig"),
}


def _free_up_to(free: int, most: float) -> Sentence:
    one = N_("%(count)s plaats vrij, tot %(most)s GB")
    many = N_("%(count)s plaatsen vrij, tot %(most)s GB")
    return counted(free, one, many, most=most)


def _free(memory: Memory) -> int | None:
    free = memory.slots_free
    if free is None or free < 0 or (memory.slots is not None and free > memory.slots):
        return None
    return free


def _most(memory: Memory, amount: float) -> float | None:
    """The maximum, where it is more than what is in: some firmware states less."""
    most = within(memory.max_bytes, amount * GB + 1, MOST_BYTES)
    return None if most is None else plain(round(most / GB, 1))


def _soldered(memory: Memory) -> bool:
    filled = [module for module in memory.modules if module.size_bytes]
    return bool(filled) and all(
        (module.form_factor or "").lower() in _SOLDERED for module in filled
    )


def _figures(memory: Memory, amount: float) -> dict[str, Figure]:
    told: tuple[tuple[str, Value | None, str], ...] = (
        (N_("Geheugen"), amount, "GB"),
        (N_("Meer kan tot"), _most(memory, amount), "GB"),
        (N_("Geheugenplaatsen"), memory.slots, ""),
        (N_("Plaatsen vrij"), _free(memory), ""),
    )
    return {label: Figure(value, unit) for label, value, unit in told if value is not None}


def _unknown(report: Report) -> Verdict:
    finding = not_measured(report.problems, "memory")
    return Verdict(
        part="memory",
        name="",
        level=Level.UNKNOWN,
        title=Sentence(N_("Geheugen")),
        headline=finding.short,
        reasons=(finding.reason,),
    )

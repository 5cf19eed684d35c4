"""The verdict on each battery: what it still holds of what it was made for."""

from atelier.words import N_, Sentence
from atelier.workshop.diagnosis.verdicts.chassis import is_portable
from atelier.workshop.diagnosis.verdicts.findings import counted
from atelier.workshop.diagnosis.verdicts.missing import covers, not_measured
from atelier.workshop.diagnosis.verdicts.rules import BatteryRules
from atelier.workshop.diagnosis.verdicts.sane import within
from atelier.workshop.diagnosis.verdicts.verdict import Figure, Level, Verdict
from diagnostics.report import Battery, Report

#: Zero means that the battery does not count; more than this, that it miscounts.
_MOST_CYCLES = 10_000


def judge_batteries(report: Report, rules: BatteryRules) -> tuple[Verdict, ...]:
    """One a battery; one that says it is missing in a laptop; none in a desktop."""
    if report.batteries:
        return tuple(judge_battery(battery, rules) for battery in report.batteries)
    return _no_battery(report) if is_portable(report) else ()


def judge_battery(battery: Battery, rules: BatteryRules) -> Verdict:
    percent = percent_of_new(battery, rules)
    if percent is None:
        return _unknown(battery)
    level = _level(percent, rules)
    shown = min(percent, 100)
    return Verdict(
        part="battery",
        key=battery.name,
        name=_name(battery),
        level=level,
        title=Sentence(N_("Batterij · %(percent)s %% van nieuw"), {"percent": shown}),
        headline=_cycles(battery),
        reasons=(Sentence(_REASONS[level], {"percent": shown}),),
        figures=_figures(battery, shown),
    )


_REASONS = {
    Level.GOOD: N_("De batterij kan nog %(percent)s %% opslaan van toen ze nieuw was."),
    Level.WORN: N_("De batterij kan nog maar %(percent)s %% opslaan van toen ze nieuw was."),
    Level.REPLACE: N_("De batterij kan nog maar %(percent)s %% opslaan: vervang ze."),
}


def percent_of_new(battery: Battery, rules: BatteryRules) -> int | None:
    """Full charge over design, rounded down; None when the numbers cannot be right."""
    design, full = battery.design_mwh, battery.full_mwh
    if design is None or full is None or full < 0:
        return None
    if not rules.lowest_design_mwh <= design <= rules.highest_design_mwh:
        return None
    percent = full * 100 // design
    return percent if percent <= rules.highest_percent else None


def _level(percent: int, rules: BatteryRules) -> Level:
    if percent >= rules.good_percent:
        return Level.GOOD
    return Level.WORN if percent >= rules.worn_percent else Level.REPLACE


def _cycles(battery: Battery) -> Sentence:
    cycles = within(battery.cycles, 1, _MOST_CYCLES)
    if cycles is None:
        return Sentence(N_("hoe vaak geladen is niet bekend"))
    return counted(cycles, N_("%(count)s keer geladen"), N_("%(count)s keer geladen"))


def _name(battery: Battery) -> str:
    return " ".join(word for word in (battery.maker, battery.model) if word) or battery.name


def _figures(battery: Battery, percent: int) -> dict[str, Figure]:
    told = {
        N_("Van nieuw"): Figure(percent, "%"),
        N_("Nu"): _watt_hours(battery.full_mwh),
        N_("Toen ze nieuw was"): _watt_hours(battery.design_mwh),
    }
    cycles = within(battery.cycles, 1, _MOST_CYCLES)
    if cycles is not None:
        told[N_("Geladen")] = Figure(cycles, "x")
    return {label: figure for label, figure in told.items() if figure is not None}


def _watt_hours(milliwatt_hours: int | None) -> Figure | None:
    return None if milliwatt_hours is None else Figure(round(milliwatt_hours / 1000, 1), "Wh")


def _unknown(battery: Battery) -> Verdict:
    return Verdict(
        part="battery",
        key=battery.name,
        name=_name(battery),
        level=Level.UNKNOWN,
        title=Sentence(N_("Batterij")),
        headline=Sentence(N_("slijtage is niet bekend")),
        reasons=(
            Sentence(N_("De batterij zegt niet, of niet juist, hoeveel ze nog kan opslaan.")),
        ),
    )


def _no_battery(report: Report) -> tuple[Verdict, ...]:
    if any(covers(problem, "batteries") for problem in report.problems):
        finding = not_measured(report.problems, "batteries")
        return (_without(Level.UNKNOWN, finding.short, finding.reason),)
    short = Sentence(N_("er zit geen batterij in"))
    reason = Sentence(N_("Er zit geen batterij in, of ze is helemaal stuk."))
    return (_without(Level.REPLACE, short, reason, word=N_("ontbreekt")),)


def _without(level: Level, short: Sentence, reason: Sentence, word: str = "") -> Verdict:
    return Verdict(
        part="battery",
        name="",
        level=level,
        title=Sentence(N_("Batterij")),
        headline=short,
        reasons=(reason,),
        word=word,
    )

"""The verdict on each disk of the machine."""

from collections.abc import Iterator

from atelier.words import N_, Sentence
from atelier.workshop.diagnosis.verdicts.disks import ata, nvme, scsi, smartctl, wear
from atelier.workshop.diagnosis.verdicts.disks.display import figures, good_headline, title
from atelier.workshop.diagnosis.verdicts.disks.names import name_of
from atelier.workshop.diagnosis.verdicts.findings import Finding, gravest_first, reasons
from atelier.workshop.diagnosis.verdicts.missing import covers, not_measured
from atelier.workshop.diagnosis.verdicts.rules import DiskRules
from atelier.workshop.diagnosis.verdicts.verdict import Level, Verdict, worst
from diagnostics.report import Disk, DiskHealth, Problem, Report

__all__ = ["judge_disk", "judge_disks"]


def judge_disks(report: Report, rules: DiskRules) -> tuple[Verdict, ...]:
    """Every disk that belongs to the machine: no sticks, cards, or what the agent started from."""
    own = [disk for disk in report.disks if belongs(disk)]
    if not own:
        return (_no_disk(report.problems),)
    return tuple(judge_disk(disk, report.problems, rules) for disk in own)


def belongs(disk: Disk) -> bool:
    return not disk.boot_medium and not disk.removable and disk.internal is not False


def judge_disk(disk: Disk, problems: tuple[Problem, ...], rules: DiskRules) -> Verdict:
    found = gravest_first(_findings(disk, problems, rules))
    level = worst((Level.GOOD, *(finding.level for finding in found)))
    return Verdict(
        part="disk",
        key=disk.name,
        name=name_of(disk),
        level=level,
        title=title(disk),
        headline=good_headline(disk, rules) if level is Level.GOOD else found[0].short,
        reasons=reasons(found),
        figures=figures(disk, rules),
    )


def _findings(disk: Disk, problems: tuple[Problem, ...], rules: DiskRules) -> Iterator[Finding]:
    if disk.ata and disk.ata.security and disk.ata.security.locked:
        yield _locked()
    health = disk.health
    if health is not None:
        yield from smartctl.findings(health, rules)
        yield from ata.findings(disk, health, rules)
        yield from nvme.findings(health, rules)
        yield from scsi.findings(health, rules)
        yield from wear.findings(disk, health, rules)
    if health is None or not _tells_anything(health):
        yield _silent(disk, problems)


def _tells_anything(health: DiskHealth) -> bool:
    """Something on which "good" can rest."""
    told = (
        health.passed,
        health.critical_warning,
        health.percentage_used,
        health.media_errors,
        health.grown_defects,
        health.uncorrected_errors,
    )
    return bool(health.attributes) or any(value is not None for value in told)


def _silent(disk: Disk, problems: tuple[Problem, ...]) -> Finding:
    fact = f"disks[{disk.name}].health"
    if any(covers(problem, fact) for problem in problems):
        return not_measured(problems, fact)
    short, reason = _SILENT.get(disk.transport or "", _SAYS_NOTHING)
    return Finding(Level.UNKNOWN, Sentence(short), Sentence(reason))


_SAYS_NOTHING = (N_("niet gemeten"), N_("De schijf vertelt niet hoe gezond ze is."))
_SILENT = {
    "mmc": (
        N_("vertelt niets over slijtage"),
        N_("Deze opslag (eMMC) vertelt niet hoe versleten ze is."),
    ),
    "usb": (
        N_("niet te meten via USB"),
        N_("De USB-adapter laat niet toe om de schijf te meten. Sluit ze recht aan."),
    ),
    "virtio": (N_("virtuele schijf"), N_("Dit is een virtuele schijf: ze verslijt niet.")),
}


def _locked() -> Finding:
    return Finding(
        Level.UNKNOWN,
        Sentence(N_("op slot met een wachtwoord")),
        Sentence(N_("De schijf is op slot met een wachtwoord.")),
    )


def _no_disk(problems: tuple[Problem, ...]) -> Verdict:
    if any(covers(problem, "disks") for problem in problems):
        return _disk_verdict(not_measured(problems, "disks"))
    none = Sentence(N_("er zit geen schijf in"))
    full = Sentence(N_("Er zit geen schijf in dit toestel. Zet er een in."))
    return _disk_verdict(Finding(Level.REPLACE, none, full), word=N_("ontbreekt"))


def _disk_verdict(finding: Finding, word: str = "") -> Verdict:
    return Verdict(
        part="disk",
        name="",
        level=finding.level,
        title=Sentence(N_("Schijf")),
        headline=finding.short,
        reasons=(finding.reason,),
        word=word,
    )

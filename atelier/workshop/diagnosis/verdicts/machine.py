"""The verdict on the machine itself: locks, the age of its processor, Windows 11."""

from collections.abc import Iterator
from dataclasses import dataclass

from atelier.words import N_, Sentence
from atelier.workshop.diagnosis.verdicts import windows11
from atelier.workshop.diagnosis.verdicts.rules import MachineRules
from atelier.workshop.diagnosis.verdicts.verdict import Figure, Level, Verdict, worst
from diagnostics.report import Cpu, Firmware, FirmwarePassword, Report, TheftTracking


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Something that a person must solve or know before anything else."""

    level: Level
    title: Sentence
    headline: Sentence
    reason: Sentence


def judge_machine(report: Report, rules: MachineRules) -> Verdict:
    found = sorted(_hindrances(report, rules), key=lambda each: -each.level.badness)
    windows = report.windows11
    first = found[0] if found and found[0].level is not Level.GOOD else None
    return Verdict(
        part="machine",
        name=_name(report),
        level=worst((_windows_level(report), *(each.level for each in found))),
        title=first.title if first else windows11.title(windows),
        headline=first.headline if first else windows11.headline(windows),
        reasons=(*(each.reason for each in found), *windows11.reasons(windows)),
        figures=_figures(report),
        notice=bool(found) or windows.possible is False,
    )


def _windows_level(report: Report) -> Level:
    """Not being able to run Windows 11 is no fault: Linux does."""
    return Level.UNKNOWN if report.windows11.possible is None else Level.GOOD


def _name(report: Report) -> str:
    words = (report.system.maker, report.system.product)
    return " ".join(word.strip() for word in words if word)


def _hindrances(report: Report, rules: MachineRules) -> Iterator[Hindrance]:
    yield from (_password(each) for each in report.firmware.passwords if each.is_set)
    yield from (_tracking(each) for each in report.firmware.theft_tracking if _may_be_on(each))
    if report.cpu.bits64 is False:
        yield _thirty_two_bits()
    elif _lacks_features(report.cpu, rules):
        yield _old_processor()


def _password(password: FirmwarePassword) -> Hindrance:
    of_disk = any(word in password.name.lower() for word in ("nvme", "hdd", "disk", "sata"))
    name = {"name": password.name}
    return Hindrance(
        Level.REPLACE,
        Sentence(N_("Wachtwoord op de schijf") if of_disk else N_("Wachtwoord op het BIOS")),
        Sentence(N_("vraag het aan de schenker")),
        Sentence(
            N_("Er staat een wachtwoord (%(name)s) op het toestel. Vraag het aan de schenker."),
            name,
        ),
    )


def _may_be_on(tracking: TheftTracking) -> bool:
    return bool(tracking.active) or (tracking.present is True and tracking.active is None)


def _tracking(tracking: TheftTracking) -> Hindrance:
    product = {"product": tracking.product}
    if tracking.active:
        return Hindrance(
            Level.REPLACE,
            Sentence(N_("Diefstalbeveiliging staat aan")),
            Sentence(N_("vraag de schenker om ze uit te zetten")),
            Sentence(
                N_(
                    "De diefstalbeveiliging (%(product)s) staat aan."
                    " Vraag de schenker om ze uit te zetten."
                ),
                product,
            ),
        )
    return Hindrance(
        Level.GOOD,
        Sentence(N_("Diefstalbeveiliging aanwezig")),
        Sentence(N_("we weten niet of ze aan staat")),
        Sentence(
            N_("Er zit diefstalbeveiliging (%(product)s) in. We weten niet of ze aan staat."),
            product,
        ),
    )


def _thirty_two_bits() -> Hindrance:
    return Hindrance(
        Level.REPLACE,
        Sentence(N_("Processor van 32 bit")),
        Sentence(N_("te oud voor nieuwe software")),
        Sentence(N_("De processor is van 32 bit: nieuwe software gaat er niet op.")),
    )


def _lacks_features(cpu: Cpu, rules: MachineRules) -> bool:
    """Only where the processor tells what it knows, and is of the kind that has these words."""
    x86 = (cpu.architecture or "").lower() in {"x86_64", "amd64", "i686", "i386"}
    known = {feature.lower() for feature in cpu.features}
    return x86 and bool(known) and not known.issuperset(rules.needed_features)


def _old_processor() -> Hindrance:
    return Hindrance(
        Level.WORN,
        Sentence(N_("Oude processor")),
        Sentence(N_("niet alle nieuwe software gaat")),
        Sentence(N_("De processor is oud: niet alle nieuwe software gaat er op.")),
    )


def _figures(report: Report) -> dict[str, Figure]:
    told = (
        (N_("Processor"), report.cpu.model),
        (N_("Kernen"), report.cpu.cores),
        (N_("Start met"), {"uefi": "UEFI", "bios": "BIOS"}.get(report.firmware.boot_mode or "")),
        (N_("TPM"), _tpm(report.firmware)),
    )
    return {label: Figure(value) for label, value in told if value is not None}


def _tpm(firmware: Firmware) -> str | None:
    return firmware.tpm_version if firmware.tpm_present is not False else None

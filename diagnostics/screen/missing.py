"""What could not be measured, gathered into what to do about it. Pure."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from diagnostics.probes.dmi.reading import NO_TABLES
from diagnostics.report import Problem
from diagnostics.screen.lines import Line
from diagnostics.screen.signs import UNKNOWN, WARNING
from diagnostics.words import Words

#: Which package of Debian brings a tool.
_PACKAGES = {
    "smartctl": "smartmontools",
    "nvme": "nvme-cli",
    "lsblk": "util-linux",
    "lspci": "pciutils",
}
_MISSING = re.compile(r"(?P<tool>\S+) is not installed")


def of(problems: Iterable[Problem], words: Words) -> list[Line]:
    """One line for all that needs root, one a tool, then each other problem."""
    found = sorted(problems, key=lambda one: (_ORDER.index(one.kind), _tool(one) or ""))
    return [
        line
        for (kind, tool), group in groupby(found, key=lambda one: (one.kind, _tool(one)))
        for line in _lines(kind, tool, list(group), words)
    ]


_ORDER = ("needs_root", "missing_tool", "timeout", "failed")


def _tool(problem: Problem) -> str | None:
    found = _MISSING.match(problem.message) if problem.kind == "missing_tool" else None
    return found["tool"] if found else None


def _lines(kind: str, tool: str | None, group: list[Problem], words: Words) -> Iterator[Line]:
    if kind == "needs_root":
        text = words("Start als root (met sudo) voor: %s") % _facts(group, words)
        yield Line(words("Rechten"), text, WARNING)
    elif tool:
        text = words("Installeer %s voor: %s") % (_PACKAGES.get(tool, tool), _facts(group, words))
        yield Line(words("Programma"), text, WARNING)
    else:
        yield from _others(kind, group, words)


def _others(kind: str, group: list[Problem], words: Words) -> Iterator[Line]:
    """Problems with the same reason on one line."""
    label = words("Geen antwoord") if kind == "timeout" else words("Mislukt")
    for message in dict.fromkeys(one.message for one in group):
        facts = _facts([one for one in group if one.message == message], words)
        yield Line(label, f"{facts} ({_reason(message, words)})", UNKNOWN)


def _reason(message: str, words: Words) -> str:
    """In the words of the screen where a person meets it often; else as the tool said it."""
    known = {NO_TABLES: words("dit toestel geeft geen DMI-gegevens")}
    return known.get(message, message.rstrip("."))


def _facts(group: list[Problem], words: Words) -> str:
    facts = [fact for problem in group for fact in problem.facts or (problem.subsystem,)]
    return ", ".join(dict.fromkeys(in_words(fact, words) for fact in facts))


def in_words(fact: str, words: Words) -> str:
    """``disks[sda].health`` as "gezondheid van sda"; a fact without words as itself."""
    plain = re.sub(r"\[.*?\]", "", fact)
    text = _names(words).get(plain) or _names(words).get(plain.partition(".")[0], plain)
    which = re.search(r"\[(.+?)\]", fact)
    return words("%s van %s") % (text, which[1]) if which else text


def _names(words: Words) -> dict[str, str]:
    return {
        "system": words("toestel"),
        "system.serial": words("serienummer"),
        "system.uuid": words("UUID"),
        "system.board_serial": words("serienummer van het moederbord"),
        "system.chassis_serial": words("serienummer van de behuizing"),
        "cpu": words("processor"),
        "memory": words("geheugen"),
        "memory.modules": words("geheugenmodules"),
        "memory.slots": words("geheugenplaatsen"),
        "memory.slots_free": words("vrije geheugenplaatsen"),
        "memory.max_bytes": words("grootst mogelijke geheugen"),
        "disks": words("schijven"),
        "disks.health": words("gezondheid"),
        "disks.ata": words("mogelijkheden"),
        "disks.nvme": words("mogelijkheden"),
        "disks.partitions": words("indeling van de schijven"),
        "disks.operating_systems": words("besturingssystemen"),
        "batteries": words("batterij"),
        "screens": words("scherm"),
        "gpus": words("grafische kaart"),
        "network": words("netwerk"),
        "peripherals": words("toebehoren"),
        "peripherals.ports": words("poorten"),
        "firmware": words("firmware"),
        "firmware.windows_licence_tail": words("Windows-licentie"),
        "firmware.theft_tracking": words("diefstalbeveiliging"),
    }

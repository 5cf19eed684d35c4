"""Why a machine cannot run Windows 11, in a few words each. Pure."""

from collections.abc import Iterator

from diagnostics.report import Requirement, Windows11
from diagnostics.words import Words

_QUANTITIES = ("cpu_speed", "memory", "disk")


def reasons(windows11: Windows11, words: Words) -> Iterator[str]:
    """What is not met; or, where nothing is, what could not be told."""
    wanted = False if windows11.possible is False else None
    names = _names(words)
    for requirement in windows11.requirements:
        if requirement.met is wanted:
            yield _reason(requirement, names, words)


def _reason(requirement: Requirement, names: dict[str, str], words: Words) -> str:
    name = names[requirement.name]
    if requirement.met is None:
        return words("%s: niet geweten") % name
    found = _found(requirement, words)
    return words("%s: %s (nodig: %s)") % (name, found, _needed(requirement, words))


def _found(requirement: Requirement, words: Words) -> str:
    """As people write it: a version (TPM 1.2) keeps its point, a quantity does not."""
    found = requirement.found
    if found is None or found == "none":
        return words("geen") if found else words("onbekend")
    if requirement.name in _QUANTITIES and words.language != "en":
        return found.replace(".", ",")
    return found


def _needed(requirement: Requirement, words: Words) -> str | None:
    if requirement.name == "cpu":
        return words("Intel Core 8e generatie, AMD Zen+ of nieuwer")
    return requirement.needed


def _names(words: Words) -> dict[str, str]:
    return {
        "cpu": words("processor"),
        "cpu_speed": words("snelheid"),
        "cpu_cores": words("kernen"),
        "bits64": words("bits"),
        "memory": words("geheugen"),
        "disk": words("schijf"),
        "uefi": "UEFI",
        "secure_boot": "Secure Boot",
        "tpm": "TPM",
    }

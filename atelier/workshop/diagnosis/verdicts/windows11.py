"""Windows 11 or not, in words, with each of Microsoft's requirements that is not met."""

from collections.abc import Mapping
from typing import NamedTuple

from atelier.words import N_, Sentence
from diagnostics.report import Windows11


class Words(NamedTuple):
    headline: str
    reason: str
    unknown: str


#: In the order in which they matter to a person: what cannot be changed comes first.
_WORDS: Mapping[str, Words] = {
    "bits64": Words(
        N_("processor is van 32 bit"),
        N_("Windows 11 gaat niet: de processor is van 32 bit."),
        N_("We weten niet of de processor van 64 bit is."),
    ),
    "cpu": Words(
        N_("processor te oud; Linux gaat wel"),
        N_("Windows 11 gaat niet: de processor is te oud."),
        N_("We weten niet of deze processor op de lijst van Microsoft staat."),
    ),
    "cpu_cores": Words(
        N_("processor te klein; Linux gaat wel"),
        N_("Windows 11 gaat niet: de processor heeft te weinig kernen."),
        N_("We weten niet hoeveel kernen de processor heeft."),
    ),
    "cpu_speed": Words(
        N_("processor te traag; Linux gaat wel"),
        N_("Windows 11 gaat niet: de processor is te traag."),
        N_("We weten niet hoe snel de processor is."),
    ),
    "tpm": Words(
        N_("geen TPM 2.0; Linux gaat wel"),
        N_("Windows 11 gaat niet: er is geen TPM 2.0, of ze staat uit in het BIOS."),
        N_("We weten niet of er een TPM 2.0 is."),
    ),
    "uefi": Words(
        N_("geen UEFI; Linux gaat wel"),
        N_("Windows 11 gaat niet: het toestel kan niet met UEFI starten."),
        N_("We weten niet of het toestel met UEFI kan starten."),
    ),
    "secure_boot": Words(
        N_("geen Secure Boot; Linux gaat wel"),
        N_("Windows 11 gaat niet: er is geen Secure Boot."),
        N_("We weten niet of er Secure Boot is."),
    ),
    "memory": Words(
        N_("te weinig geheugen; Linux gaat wel"),
        N_("Windows 11 gaat niet: er is te weinig geheugen."),
        N_("We weten niet of er genoeg geheugen is."),
    ),
    "disk": Words(
        N_("schijf te klein; Linux gaat wel"),
        N_("Windows 11 gaat niet: de schijf is te klein."),
        N_("We weten niet of de schijf groot genoeg is."),
    ),
}
_TITLES = {
    True: N_("Windows 11 kan"),
    False: N_("Windows 11 kan niet"),
    None: N_("Windows 11: niet bekend"),
}
_UNTOLD = N_("We weten niet waarom Windows 11 wel of niet kan.")


def title(windows: Windows11) -> Sentence:
    return Sentence(_TITLES[windows.possible])


def headline(windows: Windows11) -> Sentence:
    if windows.possible:
        return Sentence(N_("voldoet aan alle eisen"))
    if windows.possible is None:
        return Sentence(N_("niet alles is gemeten"))
    unmet = _wanting(windows, met=False)
    return Sentence(_WORDS[unmet[0]].headline if unmet else N_("Linux gaat wel"))


def reasons(windows: Windows11) -> tuple[Sentence, ...]:
    """One sentence a requirement: first those not met, then those not known."""
    if windows.possible:
        return (Sentence(N_("Windows 11 kan: het toestel voldoet aan alle eisen.")),)
    unmet = [_WORDS[name].reason for name in _wanting(windows, met=False)]
    unknown = [_WORDS[name].unknown for name in _wanting(windows, met=None)]
    return tuple(Sentence(text) for text in (*unmet, *unknown)) or (Sentence(_UNTOLD),)


def _wanting(windows: Windows11, *, met: bool | None) -> list[str]:
    names = {needed.name for needed in windows.requirements if needed.met is met}
    return [name for name in _WORDS if name in names]

"""The verdict on what a person checked at the machine: the answer decides, figures stand beside it.

One figure may lower a good answer: a radio so weak that it is of no use further away.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, get_args

from atelier.words import N_, Sentence
from atelier.workshop.diagnosis.verdicts.rules import CheckRules
from atelier.workshop.diagnosis.verdicts.verdict import Figure, Level, Part, Verdict
from diagnostics.report import Check, CheckName

CHECKS: tuple[CheckName, ...] = get_args(CheckName)


class Words(NamedTuple):
    title: str
    #: What to do when it is not good.
    repair: str
    #: What it means that there is none.
    absent: str


_WORDS: Mapping[CheckName, Words] = {
    "keyboard": Words(
        N_("Toetsenbord"),
        N_("Het toetsenbord is niet goed: herstel of vervang het."),
        N_("Er zit geen toetsenbord aan."),
    ),
    "screen": Words(
        N_("Beeld"),
        N_("Het scherm is niet goed: herstel of vervang het."),
        N_("Er zit geen scherm aan."),
    ),
    "touchpad": Words(
        N_("Touchpad"),
        N_("De touchpad is niet goed: herstel of vervang hem, of geef een muis mee."),
        N_("Er zit geen touchpad aan."),
    ),
    "sound": Words(
        N_("Geluid"),
        N_("Het geluid is niet goed: herstel het, of geef een luidspreker mee."),
        N_("Er zit geen luidspreker in."),
    ),
    "microphone": Words(
        N_("Microfoon"),
        N_("De microfoon is niet goed: herstel hem, of geef een hoofdtelefoon met microfoon mee."),
        N_("Er zit geen microfoon in."),
    ),
    "camera": Words(
        N_("Camera"),
        N_("De camera is niet goed: herstel hem, of geef een losse camera mee."),
        N_("Er zit geen camera in."),
    ),
    "ports": Words(
        N_("Poorten"),
        N_("Een poort is niet goed: herstel ze, of plak ze dicht."),
        N_("Er zijn geen poorten."),
    ),
    "charger": Words(
        N_("Lader"),
        N_("Het opladen gaat niet goed: vervang de lader of herstel de aansluiting."),
        N_("Er is geen lader bij: zoek er een."),
    ),
    "wifi": Words(
        N_("Wi-Fi"),
        N_("Wi-Fi is niet goed: herstel of vervang de kaart."),
        N_("Er zit geen Wi-Fi in: geef een stekker voor Wi-Fi mee."),
    ),
}
#: By ``report.FAULTS``: a few words, no capital. What a later agent says is shown without them.
_FAULTS = {
    "no_key": N_("geen enkele toets werkt"),
    "dead_keys": N_("er werken toetsen niet"),
    "stuck_keys": N_("er blijven toetsen hangen"),
    "broken_keys": N_("er zijn toetsen los of kapot"),
    "dots": N_("er zijn punten te zien"),
    "lines": N_("er zijn strepen te zien"),
    "stains": N_("er zijn vlekken te zien"),
    "dark": N_("het beeld is te donker of flikkert"),
    "broken": N_("het glas is gebroken"),
    "no_pointer": N_("een deel voelt de vinger niet"),
    "no_click": N_("een knop klikt niet"),
    "jumps": N_("het pijltje springt of hapert"),
    "silent": N_("er is niets te horen"),
    "one_side": N_("er is maar één kant te horen"),
    "noisy": N_("het kraakt"),
    "no_picture": N_("er is geen beeld"),
    "blurred": N_("het beeld is wazig of heeft vlekken"),
    "dead_port": N_("een poort ziet niets"),
    "loose_port": N_("een poort zit los"),
    "no_power": N_("het toestel laadt niet"),
    "loose_plug": N_("de stekker zit los in het toestel"),
    "broken_cable": N_("de kabel of de lader is kapot"),
    "no_network": N_("er worden geen netwerken gevonden"),
    "weak": N_("het signaal is zwak"),
    "not_found": N_("het hoort erin te zitten, maar werkt niet"),
}
_WRONG = N_("iemand zag dat het niet goed is")
_GOOD = N_("nagekeken en goed")
_ABSENT = N_("zit er niet in")
_SKIPPED = N_("dit is overgeslagen")
_CHIPS = {"not_present": N_("niet aanwezig"), "skipped": N_("overgeslagen")}
_REPAIR, _LIMITED = N_("herstellen"), N_("beperkt")


def judge_checks(checks: Iterable[Check], rules: CheckRules) -> tuple[Verdict, ...]:
    """In the order of the contract."""
    answered = {check.name: check for check in checks}
    return tuple(judge_check(answered[name], rules) for name in CHECKS if name in answered)


def judge_check(check: Check, rules: CheckRules) -> Verdict:
    level, words = _level(check, rules), _WORDS[check.name]
    return Verdict(
        part=_part(check),
        key=check.name,
        name="",
        level=level,
        title=Sentence(words.title),
        headline=_headline(check, rules),
        reasons=_reasons(check, rules),
        figures=_figures(check),
        notice=check.answer == "not_present" and level is Level.GOOD,
        word=_word(check, level),
    )


def _part(check: Check) -> Part:
    """By its own name; of the screen what is measured (its size) is another matter."""
    return "panel" if check.name == "screen" else check.name


def _level(check: Check, rules: CheckRules) -> Level:
    if check.answer == "wrong":
        return _wrong(check, rules)
    if check.answer == "not_present":
        return rules.not_present[check.name]
    if check.answer == "skipped":
        return Level.UNKNOWN
    return Level.WORN if _is_weak(check, rules) else Level.GOOD


def _wrong(check: Check, rules: CheckRules) -> Level:
    """The gravest of what is said to be wrong; as grave as the part itself where nothing is."""
    usual = rules.wrong[check.name]
    levels = [rules.faults.get(fault, usual) for fault in check.faults]
    return max(levels, key=lambda level: level.badness, default=usual)


def _is_weak(check: Check, rules: CheckRules) -> bool:
    strongest = check.radio.strongest_dbm if check.radio else None
    return strongest is not None and strongest < rules.weak_dbm


def _headline(check: Check, rules: CheckRules) -> Sentence:
    if check.answer == "wrong":
        known = [_FAULTS[fault] for fault in check.faults if fault in _FAULTS]
        return Sentence(known[0] if known else _WRONG)
    if check.answer == "good":
        return Sentence(_FAULTS["weak"] if _is_weak(check, rules) else _GOOD)
    return Sentence(_ABSENT if check.answer == "not_present" else _SKIPPED)


def _reasons(check: Check, rules: CheckRules) -> tuple[Sentence, ...]:
    words = _WORDS[check.name]
    if check.answer == "wrong":
        return (Sentence(words.repair), *_keys(check))
    if check.answer == "not_present":
        return (Sentence(words.absent),)
    if check.answer == "skipped":
        return (Sentence(N_("Iemand sloeg dit over. Kijk het later na.")),)
    if _is_weak(check, rules):
        return (Sentence(N_("Ook het sterkste netwerk kwam zwak binnen. Kijk de antenne na.")),)
    return (Sentence(N_("Iemand keek dit na en het was goed.")), *_keys(check))


def _keys(check: Check) -> Iterable[Sentence]:
    """Keys that were not seen say something only beside the person's answer."""
    if check.keys and check.keys.missing:
        names = {"keys": ", ".join(check.keys.missing)}
        yield Sentence(N_("Niet gezien: %(keys)s."), names)
    if check.keys and check.keys.stuck:
        yield Sentence(N_("Blijft hangen: %(keys)s."), {"keys": ", ".join(check.keys.stuck)})


def _word(check: Check, level: Level) -> str:
    if check.answer in _CHIPS:
        return _CHIPS[check.answer]
    return {Level.REPLACE: _REPAIR, Level.WORN: _LIMITED}.get(level, "")


def _figures(check: Check) -> dict[str, Figure]:
    told = {
        N_("Toetsen gezien"): _figure(check.keys.pressed if check.keys else None),
        N_("Hoeken gevoeld"): _figure(check.touch.corners if check.touch else None),
        N_("Luidste geluid"): _figure(check.level_dbfs, "dB"),
        N_("USB-poorten gezien"): _figure(check.ports.usb if check.ports else None),
        N_("Netwerken gevonden"): _figure(check.radio.networks if check.radio else None),
        N_("Sterkste netwerk"): _figure(check.radio.strongest_dbm if check.radio else None, "dBm"),
    }
    return {label: figure for label, figure in told.items() if figure is not None}


def _figure(value: float | None, unit: str = "") -> Figure | None:
    return None if value is None else Figure(value, unit)

"""ATA attributes: counts of errors weighed by failure rates, and attributes past their limit."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from atelier.words import N_, Sentence, Value
from atelier.workshop.diagnosis.verdicts.disks.names import is_seagate
from atelier.workshop.diagnosis.verdicts.findings import Finding, counted
from atelier.workshop.diagnosis.verdicts.rules import AttributeRule, DiskRules, Steps
from atelier.workshop.diagnosis.verdicts.verdict import Level, worst
from diagnostics.report import Disk, DiskHealth, SmartAttribute


class Words(NamedTuple):
    """Short and full, for one and for many."""

    short_one: str
    short: str
    one: str
    many: str


WORDS: Mapping[int, Words] = {
    5: Words(
        N_("%(count)s slechte plek"),
        N_("%(count)s slechte plekken"),
        N_("De schijf heeft %(count)s slechte plek vervangen door een reserveplek."),
        N_("De schijf heeft %(count)s slechte plekken vervangen door reserveplekken."),
    ),
    10: Words(
        N_("start moeilijk"),
        N_("start moeilijk"),
        N_("De schijf moest %(count)s keer opnieuw proberen om te starten."),
        N_("De schijf moest %(count)s keer opnieuw proberen om te starten."),
    ),
    187: Words(
        N_("%(count)s leesfout"),
        N_("%(count)s leesfouten"),
        N_("De schijf kon %(count)s keer gegevens niet meer teruggeven."),
        N_("De schijf kon %(count)s keer gegevens niet meer teruggeven."),
    ),
    188: Words(
        N_("antwoordt soms te laat"),
        N_("antwoordt soms te laat"),
        N_("De schijf antwoordde %(count)s keer te laat. Kijk ook de kabel na."),
        N_("De schijf antwoordde %(count)s keer te laat. Kijk ook de kabel na."),
    ),
    196: Words(
        N_("%(count)s keer iets verplaatst"),
        N_("%(count)s keer iets verplaatst"),
        N_("De schijf moest %(count)s keer gegevens van een slechte plek verplaatsen."),
        N_("De schijf moest %(count)s keer gegevens van een slechte plek verplaatsen."),
    ),
    197: Words(
        N_("%(count)s onleesbare plek"),
        N_("%(count)s onleesbare plekken"),
        N_("%(count)s plek op de schijf is niet goed te lezen."),
        N_("%(count)s plekken op de schijf zijn niet goed te lezen."),
    ),
    198: Words(
        N_("%(count)s onleesbare plek"),
        N_("%(count)s onleesbare plekken"),
        N_("%(count)s plek op de schijf is helemaal niet te lezen."),
        N_("%(count)s plekken op de schijf zijn helemaal niet te lezen."),
    ),
}
_OTHER = Words(
    N_("waarde %(id)s is %(count)s"),
    N_("waarde %(id)s is %(count)s"),
    N_("Waarde %(id)s van de schijf telt %(count)s fout."),
    N_("Waarde %(id)s van de schijf telt %(count)s fouten."),
)
_SOON = N_("Schijven met zulke fouten gaan bijna altijd stuk binnen een jaar.")
_RATE = N_("Van de schijven met zulke fouten gaat %(percent)s %% stuk binnen een jaar.")
_STRANGE = N_("Waarde %(id)s van de schijf is geen gewone telling. Ze telt niet mee.")


class Weighed(NamedTuple):
    finding: Finding
    rate: float


def findings(disk: Disk, health: DiskHealth, rules: DiskRules) -> Iterator[Finding]:
    weighed = tuple(sorted(_weigh_all(disk, health, rules), key=lambda each: -each.rate))
    yield from (each.finding for each in weighed)
    yield from rate_of(weighed)
    for attribute in health.attributes:
        yield from _past_limit(attribute, rules)


def rate_of(weighed: tuple[Weighed, ...]) -> Iterator[Finding]:
    """One sentence that says what the gravest of them means."""
    level = worst(each.finding.level for each in weighed)
    if level in (Level.WORN, Level.REPLACE):
        rate = max(each.rate for each in weighed if each.finding.level is level)
        said = Sentence(_RATE, {"percent": round(rate * 100)}) if rate < 0.9 else Sentence(_SOON)
        yield Finding(level, said, said)


def count_of(disk: Disk, health: DiskHealth, rules: DiskRules, number: int) -> int | None:
    """The believable count of an attribute; None when the disk does not tell it."""
    counts = [
        count
        for attribute, rule in _matching(health, rules)
        if rule.id == number and (count := _count(disk, attribute, rule)) is not None
    ]
    return max((count for count in counts if count <= rules.count_limit), default=None)


def _matching(
    health: DiskHealth, rules: DiskRules
) -> Iterator[tuple[SmartAttribute, AttributeRule]]:
    for rule in rules.attributes:
        for attribute in health.attributes:
            if attribute.id == rule.id and any(name in attribute.name for name in rule.names):
                yield attribute, rule


def _weigh_all(disk: Disk, health: DiskHealth, rules: DiskRules) -> Iterator[Weighed]:
    for attribute, rule in _matching(health, rules):
        count = _count(disk, attribute, rule)
        if count is None or count == 0:
            continue
        if count > rules.count_limit:
            strange = Sentence(_STRANGE, {"id": rule.id})
            yield Weighed(Finding(Level.GOOD, strange, strange), 0)
        else:
            rate = rate_at(_steps(disk, attribute, rule), count)
            yield Weighed(_said(rule.id, count, _capped(disk, rules.level_of(rate), rule)), rate)


def rate_at(steps: Steps, count: int) -> float:
    return max((step.rate for step in steps if step.count <= count), default=0)


def _said(number: int, count: int, level: Level) -> Finding:
    words = WORDS.get(number, _OTHER)
    return Finding(
        level,
        counted(count, words.short_one, words.short, id=number),
        counted(count, words.one, words.many, id=number),
    )


def _capped(disk: Disk, level: Level, rule: AttributeRule) -> Level:
    caps = [level, rule.at_most]
    if disk.rotational is False:
        caps.append(rule.solid_state_at_most)
    return min(caps, key=lambda each: each.badness)


def _packed(disk: Disk, attribute: SmartAttribute, rule: AttributeRule) -> bool:
    if not rule.packed_steps:
        return False
    return is_seagate(disk) or len((attribute.raw_text or "").split()) == 3


def _steps(disk: Disk, attribute: SmartAttribute, rule: AttributeRule) -> Steps:
    return rule.packed_steps if _packed(disk, attribute, rule) else rule.steps


def _count(disk: Disk, attribute: SmartAttribute, rule: AttributeRule) -> int | None:
    raw = attribute.raw
    if raw is None or raw < 0:
        return None
    if _packed(disk, attribute, rule):
        return max(raw >> shift & 0xFFFF for shift in (0, 16, 32))
    return raw


def _past_limit(attribute: SmartAttribute, rules: DiskRules) -> Iterator[Finding]:
    """``when_failed``: the maker's own limit, now or at some time."""
    told = (attribute.when_failed or "").lower()
    hot = attribute.id in rules.temperature_attributes
    if "now" in told:
        yield _hot(Level.WORN) if hot else _limit(attribute, Level.REPLACE, _NOW)
    elif told and told != "-":
        yield _hot(Level.GOOD) if hot else _limit(attribute, Level.WORN, _PAST)


_NOW = N_("Waarde %(id)s (%(name)s) ligt onder de grens van de maker.")
_PAST = N_("Waarde %(id)s (%(name)s) lag ooit onder de grens van de maker.")
_LIMIT_SHORT = N_("over de grens van de maker")
_HOT_SHORT = N_("te warm geweest")
_HOT = N_("De schijf is te warm geweest.")


def _limit(attribute: SmartAttribute, level: Level, text: str) -> Finding:
    values: dict[str, Value] = {"id": attribute.id, "name": attribute.name}
    return Finding(level, Sentence(_LIMIT_SHORT), Sentence(text, values))


def _hot(level: Level) -> Finding:
    return Finding(level, Sentence(_HOT_SHORT), Sentence(_HOT))

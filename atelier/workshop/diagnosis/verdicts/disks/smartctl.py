"""What the disk and smartctl conclude themselves: overall status, exit status, self-tests."""

from collections.abc import Iterator, Mapping

from atelier.words import N_, Sentence
from atelier.workshop.diagnosis.verdicts.findings import Finding
from atelier.workshop.diagnosis.verdicts.rules import DiskRules
from atelier.workshop.diagnosis.verdicts.verdict import Level
from diagnostics.report import DiskHealth

#: Bits 6 and 7 are reserved: they explain nothing.
_KNOWN_WARNINGS = 0b0011_1111

_FAILING = (
    N_("zegt zelf dat ze stuk gaat"),
    N_("De schijf zegt zelf dat ze stuk is of stuk gaat."),
)
_SELF_TEST = (
    N_("zelftest is mislukt"),
    N_("De zelftest van de schijf is mislukt."),
)
_COULD_NOT_READ = (
    N_("kon niet gelezen worden"),
    N_("De gegevens van de schijf konden niet gelezen worden."),
)
_BITS: Mapping[int, tuple[str, str]] = {
    0: _COULD_NOT_READ,
    1: _COULD_NOT_READ,
    3: _FAILING,
    4: (
        N_("een grens is overschreden"),
        N_("Een waarde van de schijf ligt nu onder de grens van de maker."),
    ),
    5: (
        N_("ging ooit over een grens"),
        N_("Een waarde van de schijf lag ooit onder de grens van de maker."),
    ),
    6: (
        N_("fouten in het logboek"),
        N_("In het logboek van de schijf staan fouten."),
    ),
    7: _SELF_TEST,
}


def findings(health: DiskHealth, rules: DiskRules) -> Iterator[Finding]:
    if health.passed is False and not _explained_by_warning(health):
        yield _finding(Level.REPLACE, _FAILING)
    if _last_self_test_failed(health):
        yield _finding(Level.REPLACE, _SELF_TEST)
    for bit, words in _BITS.items():
        if _bit(health, bit) and not _said_elsewhere(health, bit):
            yield _finding(rules.exit_status[bit], words)


def _finding(level: Level, words: tuple[str, str]) -> Finding:
    short, reason = words
    return Finding(level, Sentence(short), Sentence(reason))


def _bit(health: DiskHealth, bit: int) -> bool:
    return health.exit_status is not None and bool(health.exit_status >> bit & 1)


def _explained_by_warning(health: DiskHealth) -> bool:
    """For NVMe, smartctl derives "failed" from the warning bits, which are weighed one by one."""
    return health.protocol == "nvme" and bool((health.critical_warning or 0) & _KNOWN_WARNINGS)


def _said_elsewhere(health: DiskHealth, bit: int) -> bool:
    match bit:
        case 1:
            return _bit(health, 0)
        case 3:
            return health.passed is False or _explained_by_warning(health)
        case 4 | 5:
            return any(attribute.when_failed for attribute in health.attributes)
        case 7:
            return _last_self_test_failed(health)
    return False


def _last_self_test_failed(health: DiskHealth) -> bool:
    """The newest test that came to a conclusion (logs begin with the newest)."""
    conclusions = (test.passed for test in health.self_tests if test.passed is not None)
    return next(conclusions, None) is False

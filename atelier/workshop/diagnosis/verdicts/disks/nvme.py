"""NVMe: warning bits, spare blocks and media errors (SMART / Health Information log)."""

from collections.abc import Iterator

from atelier.words import N_, Sentence
from atelier.workshop.diagnosis.verdicts.findings import Finding, counted
from atelier.workshop.diagnosis.verdicts.rules import DiskRules
from atelier.workshop.diagnosis.verdicts.verdict import Level
from diagnostics.report import DiskHealth

#: By bit of the critical warning, lowest first.
_WARNINGS = (
    (N_("reserve is bijna op"), N_("De schijf waarschuwt: haar reserve is bijna op.")),
    (
        N_("te warm of te koud"),
        N_("De schijf waarschuwt: te warm of te koud. Laat het toestel rusten en meet opnieuw."),
    ),
    (
        N_("niet meer betrouwbaar"),
        N_("De schijf waarschuwt: ze is niet meer betrouwbaar door te veel fouten."),
    ),
    (
        N_("kan niet meer schrijven"),
        N_("De schijf waarschuwt: ze kan alleen nog lezen, niet meer schrijven."),
    ),
    (
        N_("noodstroom is stuk"),
        N_("De schijf waarschuwt: haar bescherming tegen stroomuitval is stuk."),
    ),
    (
        N_("blijvend geheugen is stuk"),
        N_("De schijf waarschuwt: haar blijvend geheugen is stuk."),
    ),
)


def findings(health: DiskHealth, rules: DiskRules) -> Iterator[Finding]:
    yield from _warnings(health.critical_warning or 0, rules)
    yield from _spare(health)
    yield from _media_errors(health.media_errors, rules)


def _warnings(bits: int, rules: DiskRules) -> Iterator[Finding]:
    for bit, (short, reason) in enumerate(_WARNINGS):
        if bits >> bit & 1:
            yield Finding(rules.nvme.critical_warning[bit], Sentence(short), Sentence(reason))


def _spare(health: DiskHealth) -> Iterator[Finding]:
    spare, threshold = health.available_spare, health.available_spare_threshold
    if spare is None or threshold is None or not 0 <= spare <= 100:
        return
    if spare == 0 == threshold:
        yield _unknown_spare()
    elif spare < threshold:
        values = {"spare": spare, "threshold": threshold}
        yield Finding(
            Level.REPLACE,
            Sentence(N_("reserve is op")),
            Sentence(
                N_("De reserve is %(spare)s %%, onder de grens van %(threshold)s %%."), values
            ),
        )


def _unknown_spare() -> Finding:
    """Zero of zero: such a disk (some virtual ones, some old ones) does not keep the count."""
    return Finding(
        Level.UNKNOWN,
        Sentence(N_("reserve is niet bekend")),
        Sentence(N_("De schijf zegt niet hoeveel reserve ze heeft.")),
    )


def _media_errors(count: int | None, rules: DiskRules) -> Iterator[Finding]:
    if count is None or count < rules.nvme.media_errors_worn:
        return
    grave = count >= rules.nvme.media_errors_replace
    yield Finding(
        Level.REPLACE if grave else Level.WORN,
        counted(count, N_("%(count)s leesfout"), N_("%(count)s leesfouten")),
        counted(
            count,
            N_("De schijf kon %(count)s keer gegevens niet meer teruggeven."),
            N_("De schijf kon %(count)s keer gegevens niet meer teruggeven."),
        ),
    )

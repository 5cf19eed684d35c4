"""What stands on the terminal: disks, the question, how far, what came of it."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from diagnostics.console import bars
from diagnostics.erasing.hand import Hand
from diagnostics.erasing.offers import Offer
from diagnostics.erasing.reasons import REASONS
from diagnostics.erasure.planning import MEDIA, METHODS
from diagnostics.report import Disk
from diagnostics.screen.signs import GOOD, STYLES, WARNING, WRONG, Sign, clean
from diagnostics.wire.erasure import Evidence
from diagnostics.words import Words

_GB = 10**9
_BAR = 30
_RESULTS: dict[str, tuple[str, Sign]] = {
    "erased": ("Gewist en nagelezen.", GOOD),
    "erased_with_exceptions": ("Gewist, maar niet alles ging goed.", WARNING),
    "not_erased": ("Niet gewist.", WRONG),
}


def name(disk: Disk, words: Words) -> str:
    """``Samsung SSD 860 EVO 500GB, 500 GB, S4EVNX0M700001``."""
    size = (
        f"{words.number(disk.size_bytes / _GB, int(disk.size_bytes < 10 * _GB))} GB"
        if (disk.size_bytes)
        else None
    )
    parts = (disk.model or disk.name, size, disk.serial or disk.wwn)
    return clean(", ".join(part for part in parts if part))


def show_offers(out: Console, found: Sequence[Offer], words: Words) -> None:
    for number, offer in enumerate(found, start=1):
        out.print()
        title = f" {number}  {offer.disk.name}  {name(offer.disk, words)}"
        out.print(Text(title, style="bold"))
        for text, sign in _about(offer, words):
            out.print(Text.assemble("    ", (sign.mark, STYLES[sign]), " ", clean(text)))


def _about(offer: Offer, words: Words) -> Iterator[tuple[str, Sign]]:
    for obstacle in offer.plan.obstacles:
        sentence = words(obstacle.sentence)
        text = sentence % obstacle.detail if "%s" in sentence else sentence
        yield text, WRONG if obstacle.blocking else WARNING
    if chosen := offer.plan.chosen:
        told = [words(MEDIA[offer.plan.medium]), words(METHODS[chosen.method]), chosen.level]
        if offer.plan.expected_s:
            told.append(bars.span(offer.plan.expected_s, words))
        yield " – ".join(told), GOOD


def what_goes(disk: Disk, words: Words) -> str:
    """One plain sentence of what will be gone."""
    said = words("Alles wat op deze schijf staat, is straks voorgoed weg: %s.") % name(disk, words)
    if not disk.operating_systems:
        return said
    systems = ", ".join(clean(one) for one in disk.operating_systems)
    return f"{said} {words('Er staat een besturingssysteem op: %s.') % systems}"


def how_far(hands: Iterable[Hand], words: Words) -> Group:
    return Group(*(_one(hand, words) for hand in hands))


def _one(hand: Hand, words: Words) -> Table:
    table = Table.grid(padding=(0, 2))
    told = [bars.percent(hand.fraction)] if hand.fraction is not None else []
    told += [bars.time_left(hand.left_s, words)] if hand.left_s is not None else []
    if hand.over.is_set():
        told = [words(_verdict(hand.evidence)[0])]
    bar = bars.bar(hand.fraction, _BAR, "bold")
    label = clean(hand.disk.model or "")
    table.add_row(Text(hand.disk.name, style="bold"), label, bar, "  ".join(told))
    return table


def line(hand: Hand, words: Words) -> str:
    """For a terminal that cannot draw over what stands there."""
    told = [hand.disk.name, bars.percent(hand.fraction or 0)]
    return "  ".join([*told, *([bars.time_left(hand.left_s, words)] if hand.left_s else [])])


def result(hand: Hand, kept_at: str | None, words: Words) -> Iterator[tuple[str, Sign]]:
    text, sign = _verdict(hand.evidence)
    yield f"{name(hand.disk, words)}: {words(text)}", sign
    for reason in hand.evidence.reasons if hand.evidence else ():
        yield words(REASONS[reason]), sign
    if hand.error:
        yield clean(hand.error), WRONG
    if hand.evidence and kept_at:
        yield (
            words("Het bewijs staat in %s. Bewaar het: de server heeft het nodig.") % kept_at,
            GOOD,
        )
    elif hand.evidence:
        yield words("Het bewijs kon nergens bewaard worden. Schrijf het resultaat op."), WRONG


def _verdict(evidence: Evidence | None) -> tuple[str, Sign]:
    return _RESULTS[evidence.result] if evidence else ("Er is niets begonnen.", WRONG)


def tell(out: Console, text: str, sign: Sign) -> None:
    out.print(Text.assemble((sign.mark, STYLES[sign]), " ", clean(text)))

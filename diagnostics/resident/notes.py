"""What is known of the machine, and what a person should know beside the main thing. Pure."""

from collections.abc import Iterator

from diagnostics.console import bars
from diagnostics.orders import Erased
from diagnostics.resident import troubles
from diagnostics.resident.facts import Facts
from diagnostics.screen import lines, missing
from diagnostics.screen.lines import Line
from diagnostics.screen.signs import GOOD, WARNING, WRONG, Sign
from diagnostics.words import Words


def found(facts: Facts, words: Words) -> tuple[Line, ...]:
    return tuple(lines.of(facts.report, words)) if facts.report else ()


def gaps(facts: Facts, words: Words) -> tuple[Line, ...]:
    """What could not be measured, and what to do about it."""
    return tuple(missing.of(facts.report.problems, words)) if facts.report else ()


def of(facts: Facts, words: Words, now: float) -> tuple[Line, ...]:
    return (
        *(_erased(one, words) for one in facts.erased),
        *_measuring(facts, words),
        *_away(facts, words, now),
        *_newer_refused(facts, words),
        *_kept(facts, words),
        *_evidence(facts, words),
        *(Line(words("Let op"), note.say(words), WARNING) for note in facts.notes),
    )


def _erased(one: Erased, words: Words) -> Line:
    text, sign = _ERASED.get(one.result or "", (_NOTHING, WARNING))
    said = words(text)
    if one.stopped and one.result:
        said = words("Niet gewist: gestopt bij %s.") % bars.percent(one.fraction or 0)
    return Line(words("Wissen"), f"{one.model or one.disk}: {said}", sign)


_NOTHING = "Er is niets begonnen."
_ERASED: dict[str, tuple[str, Sign]] = {
    "erased": ("Gewist en nagelezen.", GOOD),
    "erased_with_exceptions": ("Gewist, maar niet alles ging goed.", WARNING),
    "not_erased": ("Niet gewist.", WRONG),
}


def _measuring(facts: Facts, words: Words) -> Iterator[Line]:
    if facts.measuring and facts.report:
        yield Line(words("Aan het meten"), words("Even wachten: dit toestel wordt gemeten…"))


def _away(facts: Facts, words: Words, now: float) -> Iterator[Line]:
    """Only once it lasts: a server that is being restarted is nobody's business."""
    if facts.away_since is None or now - facts.away_since < 10:
        return
    span = bars.span(now - facts.away_since, words)
    text = words("geen antwoord sinds %s. Het toestel blijft proberen") % span
    yield Line(words("Server"), text, WARNING)


def _newer_refused(facts: Facts, words: Words) -> Iterator[Line]:
    """A report was taken; a newer one was not, or what is said since."""
    if facts.taken and facts.error and troubles.is_for_a_person(facts.error):
        label = words("Server") if troubles.is_taken(facts) else words("Verslag")
        yield Line(label, troubles.advice(facts, facts.error, words), WRONG)


def _kept(facts: Facts, words: Words) -> Iterator[Line]:
    if facts.kept is None:
        return
    if facts.kept.at:
        folder = facts.kept.at.rpartition("/")[0] or facts.kept.at
        if facts.kept.aside:
            text = words("apart gezet: %s. Meet opnieuw, of vraag de coördinator") % folder
        else:
            text = words("bewaard: %s. Het wordt later verzonden") % folder
        yield Line(words("Verslag"), text, WARNING if facts.kept.aside else GOOD)
    else:
        text = facts.kept.why.say(words) if facts.kept.why else ""
        yield Line(words("Verslag"), words("niet bewaard. %s") % text, WRONG)


def _evidence(facts: Facts, words: Words) -> Iterator[Line]:
    """Of disks that were erased at this bench without a server."""
    if facts.evidence:
        text = words("bewijs bewaard: %s. Het wordt later verzonden") % facts.evidence
        yield Line(words("Wissen"), text, GOOD)


def stick(facts: Facts, words: Words) -> Iterator[tuple[Sign, str]]:
    """Whether it may be pulled out, or had better not been."""
    if facts.stick_gone and facts.loaded_from == "stick":
        yield WRONG, words("stick: steek hem terug")
    elif facts.stick_gone:
        yield GOOD, words("stick: eruit")
    elif facts.loaded_from == "stick":
        yield WARNING, words("stick: laat zitten")
    elif facts.loaded_from == "memory":
        yield GOOD, words("stick: mag eruit")

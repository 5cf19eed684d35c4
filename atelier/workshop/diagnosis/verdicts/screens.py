"""The verdict on the machine's own screen: is it big and sharp enough to work on."""

from atelier.words import N_, Sentence, Value
from atelier.workshop.diagnosis.verdicts.chassis import has_own_screen
from atelier.workshop.diagnosis.verdicts.findings import Finding, gravest_first, reasons
from atelier.workshop.diagnosis.verdicts.missing import not_measured
from atelier.workshop.diagnosis.verdicts.rules import ScreenRules
from atelier.workshop.diagnosis.verdicts.sane import plain, within
from atelier.workshop.diagnosis.verdicts.verdict import Figure, Level, Verdict, worst
from diagnostics.report import Report, Screen

_MOST_INCHES = 200


def judge_screens(report: Report, rules: ScreenRules) -> tuple[Verdict, ...]:
    """Built-in screens; a laptop without a readable one gets "unknown", a desktop nothing."""
    own = [screen for screen in report.screens if screen.internal]
    if own:
        return tuple(judge_screen(screen, rules) for screen in own)
    return (_unknown(report),) if has_own_screen(report) else ()


def judge_screen(screen: Screen, rules: ScreenRules) -> Verdict:
    found = gravest_first(_findings(screen, rules))
    level = worst((Level.GOOD, *(finding.level for finding in found)))
    return Verdict(
        part="screen",
        key=screen.connector or "",
        name=" ".join(word for word in (screen.maker, screen.model) if word),
        level=level,
        title=_title(screen),
        headline=_resolution(screen) if _pixels(screen) else found[0].short,
        reasons=reasons(found),
        figures=_figures(screen),
    )


def _findings(screen: Screen, rules: ScreenRules) -> list[Finding]:
    found = []
    pixels = _pixels(screen)
    if pixels is None:
        found.append(_finding(Level.UNKNOWN, _NO_PIXELS))
    elif max(pixels) < rules.long_side_px or min(pixels) < rules.short_side_px:
        found.append(_finding(Level.WORN, _COARSE))
    inches = size_inches(screen)
    if inches is not None and inches < rules.inches:
        found.append(_finding(Level.WORN, _SMALL))
    return found


_NO_PIXELS = (N_("aantal punten niet bekend"), N_("Het scherm zegt niet hoe scherp het is."))
_COARSE = (
    N_("weinig beeldpunten"),
    N_("Het scherm heeft weinig beeldpunten: er past weinig tegelijk op."),
)
_SMALL = (N_("klein scherm"), N_("Het scherm is klein."))


def _finding(level: Level, words: tuple[str, str]) -> Finding:
    return Finding(level, Sentence(words[0]), Sentence(words[1]))


def _pixels(screen: Screen) -> tuple[int, int] | None:
    """Width and height; panels of tablets often stand upright."""
    width, height = screen.width_px or 0, screen.height_px or 0
    return (width, height) if width > 0 and height > 0 else None


def _title(screen: Screen) -> Sentence:
    inches = size_inches(screen)
    if inches is None:
        return Sentence(N_("Scherm"))
    return Sentence(N_("Scherm · %(inches)s duim"), {"inches": inches})


def size_inches(screen: Screen) -> float | None:
    inches = within(screen.inches, 1, _MOST_INCHES)
    return None if inches is None else plain(round(inches, 1))


def _resolution(screen: Screen) -> Sentence:
    # As text: 1920 × 1080 is a name as much as a number, and is written so in every language.
    values = {"width": str(screen.width_px or 0), "height": str(screen.height_px or 0)}
    return Sentence(N_("%(width)s × %(height)s beeldpunten"), values)


def _figures(screen: Screen) -> dict[str, Figure]:
    told: tuple[tuple[str, Value | None, str], ...] = (
        (N_("Breedte"), screen.width_px, "px"),
        (N_("Hoogte"), screen.height_px, "px"),
        (N_("Schermmaat"), size_inches(screen), "inch"),
        # As text: a year has no thousands to be parted with a point.
        (N_("Gemaakt in"), str(screen.year) if screen.year else None, ""),
    )
    return {label: Figure(value, unit) for label, value, unit in told if value is not None}


def _unknown(report: Report) -> Verdict:
    finding = not_measured(report.problems, "screens")
    return Verdict(
        part="screen",
        name="",
        level=Level.UNKNOWN,
        title=Sentence(N_("Scherm")),
        headline=finding.short,
        reasons=(finding.reason,),
    )

"""The screen: one colour after the other, so that dead points, lines and stains show."""

from diagnostics.checks.kit import Found, Kit, Texts
from diagnostics.console.stage import FILLS
from diagnostics.probes.host import Host
from diagnostics.report import CheckName
from diagnostics.words import Words

NAME: CheckName = "screen"

#: A colour stays no longer than this where nobody presses a key.
COLOUR_S = 60.0


def texts(words: Words) -> Texts:
    return Texts(
        title=words("Scherm"),
        todo=words("Kijk bij elke kleur of je punten, strepen of vlekken ziet; druk dan op Enter."),
        question=words("Was elke kleur overal gelijk?"),
        absent=words("Er is geen scherm gevonden."),
        faults={
            "dots": words("Ik zie punten"),
            "lines": words("Ik zie strepen"),
            "stains": words("Ik zie vlekken"),
            "dark": words("Het beeld is te donker of flikkert"),
            "broken": words("Het glas is gebroken"),
        },
    )


def there(host: Host) -> bool:  # noqa: ARG001 - something shows the question
    return True


def perform(kit: Kit) -> Found:
    for colour in FILLS:
        kit.stage.fill(colour)
        if kit.stage.key(COLOUR_S) == "escape":
            break
    return Found()

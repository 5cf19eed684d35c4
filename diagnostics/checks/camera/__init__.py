"""The camera: the person sees themself, in points on the console.

The picture is drawn and forgotten: it is never written down and never sent.
"""

from rich.console import RenderableType
from rich.text import Text

from diagnostics.checks.asking import headed
from diagnostics.checks.camera import grab, picture
from diagnostics.checks.kit import Found, Kit, Texts
from diagnostics.console.keys import Key
from diagnostics.probes.host import Host
from diagnostics.report import CheckName
from diagnostics.run import MissingTool, RunError
from diagnostics.words import Words

NAME: CheckName = "camera"

#: Columns and lines: as large as fits below a title on the smallest console.
SIZE = (42, 16)
LIVE_S = 60.0


def texts(words: Words) -> Texts:
    return Texts(
        title=words("Camera"),
        todo=words("Kijk in de camera en beweeg; druk op Enter als je genoeg zag."),
        question=words("Zag je jezelf?"),
        absent=words("Er is geen camera gevonden."),
        faults={
            "no_picture": words("Er is geen beeld"),
            "blurred": words("Het beeld is wazig of heeft vlekken"),
        },
    )


def there(host: Host) -> bool:
    return bool(grab.cameras(host))


def perform(kit: Kit) -> Found:
    """Shows picture after picture of the first camera that gives one, until a key."""
    words = kit.words
    _show(kit, Text(words("Even wachten op het beeld…"), style="quiet"))
    try:
        camera = grab.first_working(kit.host)
        if camera is None:
            return Found(proposes="wrong", says=words("De camera geeft geen beeld."))
        _live(kit, camera)
    except MissingTool:
        return Found(proposes="skipped", says=words("Het programma voor de camera ontbreekt."))
    except (RunError, picture.Unreadable):
        return Found(proposes="wrong", says=words("De camera geeft geen beeld."))
    return Found()


def _live(kit: Kit, camera: grab.Camera) -> None:
    end = kit.clock() + LIVE_S
    while kit.clock() < end:
        frame = grab.frame(kit.host, camera)
        _show(kit, picture.drawn(picture.greys(frame, *SIZE), SIZE[0]))
        if kit.stage.key(0.1) is not None:
            return


def _show(kit: Kit, body: RenderableType) -> None:
    told = texts(kit.words)
    kit.stage.show(
        headed(told.title, Text(told.todo), body), [Key("enter", kit.words("genoeg gezien"))]
    )

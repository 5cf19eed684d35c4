"""Sound: a tone on the left, one on the right, then a short melody on both."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from rich.text import Text

from diagnostics.checks.asking import headed
from diagnostics.checks.audio import cards, mixer, tones
from diagnostics.checks.kit import Found, Kit, Texts
from diagnostics.probes.host import Host
from diagnostics.report import CheckName
from diagnostics.run import MissingTool, RunError
from diagnostics.words import Words

NAME: CheckName = "sound"

_LIMIT_S = 8


def texts(words: Words) -> Texts:
    return Texts(
        title=words("Geluid"),
        todo=words("Luister: eerst links een toon, dan rechts, dan een wijsje."),
        question=words("Hoorde je links, rechts en het wijsje?"),
        absent=words("Er is geen geluidskaart gevonden."),
        faults={
            "silent": words("Ik hoor niets"),
            "one_side": words("Ik hoor maar één kant"),
            "noisy": words("Het kraakt"),
        },
    )


def there(host: Host) -> bool:
    return bool(cards.players(host))


def perform(kit: Kit) -> Found:
    words = kit.words
    player = cards.players(kit.host)[0]
    mixer.open_out(kit.host, player.card)
    try:
        _play(kit, player, "<<<   " + words("links"), tones.BEEP, right=False)
        _play(kit, player, words("rechts") + "   >>>", tones.BEEP, left=False)
        _play(kit, player, "<<<   " + words("samen") + "   >>>", tones.MELODY)
    except MissingTool:
        return Found(proposes="skipped", says=words("Het programma om af te spelen ontbreekt."))
    except RunError:
        return Found(proposes="wrong", says=words("De geluidskaart speelt niet af."))
    return Found()


def _play(
    kit: Kit,
    player: cards.Pcm,
    where: str,
    notes: Iterable[tuple[float, float]],
    *,
    left: bool = True,
    right: bool = True,
) -> None:
    told = texts(kit.words)
    big = Text(f"\n\n{where}\n", style="lead", justify="center")
    kit.stage.show(headed(told.title, Text(told.todo), big))
    with tempfile.TemporaryDirectory(prefix="atelier-") as folder:
        file = Path(folder) / "tone.wav"
        file.write_bytes(tones.wav(notes, left=left, right=right))
        kit.host.run(["aplay", "-q", "-D", player.address, str(file)], timeout_s=_LIMIT_S)

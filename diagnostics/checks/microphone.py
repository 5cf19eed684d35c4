"""The microphone: speak, and see the bar go up. What was said is never kept."""

from rich.text import Text

from diagnostics.checks.asking import headed
from diagnostics.checks.audio import cards, mixer, tones
from diagnostics.checks.kit import Found, Kit, Texts
from diagnostics.probes.host import Host
from diagnostics.report import CheckName
from diagnostics.run import MissingTool, RunError
from diagnostics.words import Words

NAME: CheckName = "microphone"

RATE = 16_000
LISTEN_S = 4.0
#: Nothing came within this time: the card gives no sound at all.
_DEAD_S = 3.0
#: A tenth of a second, of two bytes a sample.
_BLOCK = RATE // 10 * 2
#: A voice at a laptop is well above this; a quiet room, or noise of the card, below.
HEARD_DBFS = -45.0
_LOWEST_DBFS = -70.0
_WIDTH = 60


def texts(words: Words) -> Texts:
    return Texts(
        title=words("Microfoon"),
        todo=words("Tel luidop tot vijf en kijk of de balk beweegt."),
        question=words("Ging de balk omhoog toen je sprak?"),
        absent=words("Er is geen microfoon gevonden."),
        faults={
            "silent": words("De balk beweegt niet"),
            "noisy": words("De balk staat altijd hoog"),
        },
    )


def there(host: Host) -> bool:
    return bool(cards.listeners(host))


def perform(kit: Kit) -> Found:
    """Each input in turn, until one hears something: many a card has one that leads nowhere."""
    words = kit.words
    loudest = tones.SILENCE_DBFS
    try:
        for listener in cards.listeners(kit.host):
            mixer.open_in(kit.host, listener.card)
            loudest = max(loudest, _listen(kit, listener))
            if loudest >= HEARD_DBFS:
                break
    except MissingTool:
        return Found(proposes="skipped", says=words("Het programma om op te nemen ontbreekt."))
    except RunError:
        return Found(proposes="wrong", says=words("De geluidskaart neemt niet op."))
    return Found(
        measured={"level_dbfs": round(loudest, 1)},
        proposes="good" if loudest >= HEARD_DBFS else "wrong",
        says=_bar(loudest),
    )


def _listen(kit: Kit, listener: cards.Pcm) -> float:
    """The loudest tenth of a second, in dB below full scale. Raises RunError."""
    arguments = ["-q", "-D", listener.address, "-f", "S16_LE", "-r", str(RATE), "-c", "1"]
    recording = kit.host.start(["arecord", *arguments, "-t", "raw"])
    loudest, waiting = tones.SILENCE_DBFS, b""
    end = kit.clock() + _DEAD_S + LISTEN_S
    heard_s = 0.0
    try:
        while heard_s < LISTEN_S and kit.clock() < end:
            waiting += recording.read(0.2) or b""
            while len(waiting) >= _BLOCK and heard_s < LISTEN_S:
                level, waiting = tones.dbfs(waiting[:_BLOCK]), waiting[_BLOCK:]
                # The first tenths are the card waking up.
                loudest = max(loudest, level) if heard_s > 0.3 else loudest
                heard_s += 0.1
                _show(kit, level)
            if recording.wait() is not None:
                break
    finally:
        recording.stop()
    return loudest


def _show(kit: Kit, level: float) -> None:
    told = texts(kit.words)
    kit.stage.show(headed(told.title, Text(told.todo), Text(""), _bar(level)))


def _bar(level: float) -> Text:
    share = min(max((level - _LOWEST_DBFS) / -_LOWEST_DBFS, 0.0), 1.0)
    done = round(_WIDTH * share)
    style = "good" if level >= HEARD_DBFS else "attention"
    return Text.assemble(("█" * done, style), ("░" * (_WIDTH - done), "quiet"))

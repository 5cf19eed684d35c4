"""The keyboard: every key lights up on a drawn one. A broken keyboard holds nobody up."""

from rich.console import Group, RenderableType
from rich.text import Text

from diagnostics.checks.asking import headed
from diagnostics.checks.inputs import Source
from diagnostics.checks.inputs.devices import keyboards
from diagnostics.checks.keyboard import drawing
from diagnostics.checks.keyboard.board import Board, able
from diagnostics.checks.keyboard.layout import CODES, label
from diagnostics.checks.kit import Found, Kit, Stopped, Texts
from diagnostics.console.keys import Key
from diagnostics.probes.host import Host
from diagnostics.report import CheckName, KeysSeen
from diagnostics.words import Words

NAME: CheckName = "keyboard"

#: Nothing pressed for so long: on with the question, or with "no key works".
IDLE_S = 60.0
#: From here on the screen says how long is left.
_TELL_S = 20.0
HELD_S = 2.0
#: Whichever of these still works ends it.
_ENDERS = [CODES[name] for name in ("ESC", "ENTER", "SPACE", "BACKSPACE")]
_RELEASE_S = 2.0
_LOOK_S = 0.1


def texts(words: Words) -> Texts:
    return Texts(
        title=words("Toetsenbord"),
        todo=words("Druk één keer op elke toets, tot ze allemaal donker zijn."),
        question=words("Werkt elke toets?"),
        absent=words("Er is geen toetsenbord gevonden."),
        faults={
            "no_key": words("Geen enkele toets werkt"),
            "dead_keys": words("Er werken toetsen niet"),
            "stuck_keys": words("Er blijven toetsen hangen"),
            "broken_keys": words("Er zijn toetsen los of kapot"),
        },
    )


def there(host: Host) -> bool:
    return bool(keyboards(host))


def perform(kit: Kit) -> Found:
    devices = keyboards(kit.host)
    board = Board(able(device.keys for device in devices))
    with kit.open_sources(kit.host, devices, grab=True) as source:
        if not source.ready:
            return Found(says=kit.words("De toetsen konden niet gelezen worden. Probeer ze zelf."))
        somebody = _watch(kit, source, board)
        _let_go(kit, source, board)
    kit.forget_keys()
    return _found(kit, board, somebody=somebody)


def _watch(kit: Kit, source: Source, board: Board) -> bool:
    """Until all was pressed, a key is held, or nothing comes any more.

    True when a key was pressed: on this keyboard, or on another one.
    """
    last, shown = kit.clock(), None
    while True:
        state = (len(board.pressed), set(board.down), _told(kit, last))
        if state != shown:
            _show(kit, board, _told(kit, last))
            shown = state
        if board.take(source.read(_LOOK_S), kit.clock()):
            last = kit.clock()
        # A key of another keyboard than the one that is being checked.
        other = kit.stage.key(0)
        if other == "escape":
            raise Stopped
        now = kit.clock()
        finished = not board.missing and not board.down
        if finished or other or board.held_s(_ENDERS, now) >= HELD_S or now - last >= IDLE_S:
            return bool(other or board.pressed)


def _let_go(kit: Kit, source: Source, board: Board) -> None:
    """Until no key is down, as the next screen would take a held one for its own."""
    end = kit.clock() + _RELEASE_S
    while board.down and kit.clock() < end:
        board.take(source.read(_LOOK_S), kit.clock())


def _told(kit: Kit, last: float) -> int | None:
    """Seconds that are left, near the end."""
    left_s = IDLE_S - (kit.clock() - last)
    return max(int(left_s), 0) if left_s <= _TELL_S else None


def _show(kit: Kit, board: Board, left_s: int | None) -> None:
    words = kit.words
    done = len(board.expected) - len(board.missing)
    count: RenderableType = Text(words("%s van %s toetsen") % (done, len(board.expected)))
    if left_s is not None:
        told = words("Geen toets gezien. Neem een ander toetsenbord, of wacht nog %s tellen.")
        count = Text(told % left_s, style="attention")
    picture = drawing.drawn(board, belgian=words.language != "en")
    body = headed(texts(words).title, Text(texts(words).todo), Text(""), picture, count)
    kit.stage.show(body, [Key("escape", words("2 tellen inhouden: klaar"))])


def _found(kit: Kit, board: Board, *, somebody: bool) -> Found:
    seen = board.seen()
    if not somebody:
        return Found(measured={"keys": seen}, proposes="wrong", fault="no_key")
    well = not seen.missing and not seen.stuck
    return Found(
        measured={"keys": seen},
        proposes="good" if well else "wrong",
        says=_says(kit.words, seen),
    )


def _says(words: Words, seen: KeysSeen) -> Group:
    lines = []
    if seen.missing:
        lines.append(words("Niet gezien: %s") % _labels(seen.missing, words))
    if seen.stuck:
        lines.append(words("Blijft hangen: %s") % _labels(seen.stuck, words))
    return Group(*map(Text, lines or [words("Alle toetsen zijn gezien.")]))


def _labels(names: tuple[str, ...], words: Words) -> str:
    """As printed on the keys, the first twenty."""
    belgian = words.language != "en"
    shown = [
        _LONG.get(name) or label(CODES.get(name, 0), belgian=belgian) or name for name in names
    ]
    return "  ".join(shown[:20]) + (" …" if len(shown) > 20 else "")


#: Where the drawing has little room, or nothing.
_LONG = {
    "SPACE": "Space",
    "ENTER": "Enter",
    "BACKSPACE": "Backspace",
    "LEFTSHIFT": "Shift",
    "RIGHTSHIFT": "Shift",
    "CAPSLOCK": "Caps Lock",
    "DELETE": "Delete",
}

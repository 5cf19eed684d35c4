"""``atelier-agent bench``: put the parts together and let them run.

The first picture comes before anything else is loaded: a person who switched a laptop on looks for
a sign of life. So this module loads what it needs step by step.
"""

import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from diagnostics.console.terminal import Terminal
from diagnostics.link.address import base
from diagnostics.resident import crash
from diagnostics.words import Words, in_language


class WrongOptions(ValueError):
    """The command line asks for something that cannot be done; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    #: This is our own medium: settings, spool and power are ours.
    medium: bool = False
    server: str | None = None
    token_file: Path | None = None
    language: str | None = None
    #: Where reports wait, when not on the medium.
    spool: Path | None = None


def run(options: Options) -> int:
    """Until a person or the system ends it. Raises WrongOptions before the screen is taken."""
    token = _token(options)
    _check_address(options.server)
    signal.signal(signal.SIGTERM, _terminated)
    words = in_language(options.language or "nl")
    with crash.told(words), Terminal(words, stop_on_ctrl_c=not options.medium) as terminal:
        _first_picture(terminal, words)
        # Half of the agent: it is loaded while the first picture is already seen.
        from diagnostics.resident.parts import assemble  # noqa: PLC0415

        return assemble(terminal, options, token).run()


def _first_picture(terminal: Terminal, words: Words) -> None:
    from diagnostics.resident.screens import Screen  # noqa: PLC0415 - see above
    from diagnostics.resident.views import body  # noqa: PLC0415

    text = words("Even wachten: dit toestel wordt gemeten…")
    screen = Screen(heading=words("Aan het meten"), sentences=(text,))
    terminal.show(body(screen, words, terminal.width))


def _token(options: Options) -> str | None:
    """Never from the command line itself, which every user of the machine can read."""
    if options.token_file is None:
        return None
    try:
        token = options.token_file.read_text("ascii").strip()
    except (OSError, ValueError) as error:
        raise WrongOptions(str(error)) from error
    if not token.isprintable() or not token:
        raise WrongOptions(f"{options.token_file} holds no token")
    if not options.server:
        raise WrongOptions("--token-file is the token for --server, which is missing")
    return token


def _check_address(server: str | None) -> None:
    try:
        base(server or "http://none")
    except ValueError as error:
        raise WrongOptions(str(error)) from error


def _terminated(_signal: int, _frame: FrameType | None) -> None:
    """As any other end, so that the terminal is put back as it was."""
    sys.exit(0)

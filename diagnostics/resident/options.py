"""The command line of ``atelier-agent bench``. Light, as it stands before the first picture."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from diagnostics.words import LANGUAGES

DESCRIPTION = "Stay on the bench: measure, report, show what to do, and carry out orders."


def main(arguments: Sequence[str]) -> int:
    """0: ended by a person or the system. 1: it crashed, and said so. 2: wrongly asked."""
    from diagnostics.resident import command  # noqa: PLC0415 - --help needs no screen

    parser = _parser()
    asked = parser.parse_args(arguments)
    options = command.Options(
        medium=asked.medium,
        server=asked.server,
        token_file=asked.token_file,
        language=asked.language,
        spool=asked.spool,
    )
    try:
        return command.run(options)
    except command.WrongOptions as error:
        parser.error(str(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="atelier-agent bench", allow_abbrev=False, description=DESCRIPTION
    )
    parser.add_argument(
        "--medium",
        action="store_true",
        help="started from the bench medium: settings, kept reports and the power are ours",
    )
    parser.add_argument("--server", metavar="URL", help="the server (else it is looked for)")
    parser.add_argument(
        "--token-file",
        type=Path,
        metavar="FILE",
        help="the station's token at --server (else the machine asks to be paired)",
    )
    parser.add_argument("--language", choices=LANGUAGES, help="of the screen (else nl)")
    parser.add_argument(
        "--spool", type=Path, metavar="FOLDER", help="where a report that cannot be sent is kept"
    )
    return parser

"""The command line of ``atelier-agent erase``."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from diagnostics.words import LANGUAGES

DESCRIPTION = "Erase disks of this machine, without a server. Asks before anything is done."
EPILOG = """0: every disk that was confirmed is erased. 1: one is not, or its evidence could not be
kept. 2: wrongly asked, or nothing was confirmed. 130: stopped."""


def main(arguments: Sequence[str]) -> int:
    from diagnostics.erasing import command  # noqa: PLC0415 - --help needs none of it

    asked = parser().parse_args(arguments)
    return command.run(
        command.Options(
            disks=tuple(asked.disk),
            yes_erase=tuple(asked.yes_erase),
            full=asked.full,
            tag=asked.tag,
            by=asked.by,
            may_sleep=asked.may_sleep,
            language=asked.language,
            spool=asked.spool,
        )
    )


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="atelier-agent erase", allow_abbrev=False, description=DESCRIPTION, epilog=EPILOG
    )
    made.add_argument(
        "--disk", action="append", default=[], metavar="NAME", help="such as sda (else it asks)"
    )
    made.add_argument("--full", action="store_true", help="read the whole disk back")
    made.add_argument("--tag", metavar="TAG", help="the machine's tag, for the evidence")
    made.add_argument("--by", metavar="NAME", help="who erases, for the evidence (else it asks)")
    made.add_argument(
        "--may-sleep",
        action="store_true",
        help="the machine may sleep for a moment, to free a disk that its firmware froze",
    )
    made.add_argument(
        "--yes-erase",
        action="append",
        default=[],
        metavar="SERIAL",
        help="erase the disk with this serial, in full, and ask nobody",
    )
    made.add_argument("--language", choices=LANGUAGES, default="nl", help="(default: nl)")
    made.add_argument("--spool", type=Path, metavar="FOLDER", help="where evidence is kept")
    return made

"""The command line: ``atelier-agent``, or ``python -m diagnostics``."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics import __version__
from diagnostics.words import LANGUAGES

if TYPE_CHECKING:
    from diagnostics import agent

#: Ended by the person, as a shell counts it.
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """0: done. 1: something could not be sent, written or parsed. 2: wrongly asked."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["bench"]:
        from diagnostics.resident import options  # noqa: PLC0415 - its screen comes first

        return options.main(given[1:])
    if given[:1] == ["order"]:
        from diagnostics.orders import command  # noqa: PLC0415 - for finding faults, by hand

        return command.main(given[1:])
    if given[:1] == ["erase"]:
        from diagnostics.erasing import options as erasing  # noqa: PLC0415 - few machines need it

        return erasing.main(given[1:])
    return _once(given)


def _once(arguments: Sequence[str]) -> int:
    from diagnostics import agent, parse_command  # noqa: PLC0415 - "bench" loads them later

    parser = _parser(sorted(parse_command.PARSERS))
    options = parser.parse_args(arguments)
    try:
        if options.command == "parse":
            return parse_command.run(options.kind, options.files)
        return agent.run(_orders(options))
    except agent.WrongOrders as error:
        parser.error(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; Python must not complain of it at the end as well.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _orders(options: argparse.Namespace) -> "agent.Orders":
    from diagnostics import agent  # noqa: PLC0415 - see above

    return agent.Orders(
        output=options.output,
        print_json=options.print,
        send_to=options.send,
        token_file=options.token_file,
        spool=options.spool,
        language=options.language,
    )


def _parser(kinds: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="atelier-agent",
        allow_abbrev=False,  # else --token secret would pass for --token-file
        description="Measure this machine, show what it is, and report it.",
        epilog="Run it as root to measure everything. It changes nothing on the machine.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the report to FILE")
    parser.add_argument("--print", action="store_true", help="print the report as JSON")
    parser.add_argument("--send", metavar="URL", help="send the report to the server at URL")
    parser.add_argument(
        "--token-file",
        type=Path,
        metavar="FILE",
        help="the station's token, for --send (else the variable ATELIER_TOKEN)",
    )
    parser.add_argument(
        "--spool", type=Path, metavar="FOLDER", help="where a report that cannot be sent is kept"
    )
    parser.add_argument(
        "--language", choices=LANGUAGES, default="nl", help="of the screen (default: nl)"
    )
    _add_commands(parser, kinds)
    return parser


def _add_commands(parser: argparse.ArgumentParser, kinds: Sequence[str]) -> None:
    commands = parser.add_subparsers(dest="command", title="other commands")
    commands.add_parser("bench", help="stay on the bench: see atelier-agent bench --help")
    commands.add_parser("erase", help="erase disks: see atelier-agent erase --help")
    commands.add_parser("order", help="test a disk, or the machine: atelier-agent order --help")
    parse = commands.add_parser(
        "parse", allow_abbrev=False, help="show what the agent makes of recorded outputs"
    )
    parse.add_argument("kind", choices=kinds, metavar="KIND")
    parse.add_argument("files", nargs="+", metavar="FILE")
    parse.epilog = "KIND is one of: " + ", ".join(kinds)


if __name__ == "__main__":
    sys.exit(main())

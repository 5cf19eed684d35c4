"""The parts of the resident agent, put together."""

import os
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics import files
from diagnostics.console.terminal import Terminal
from diagnostics.link import spool
from diagnostics.link.sentences import Sentence
from diagnostics.link.settings import Settings
from diagnostics.orders import Keeper, Wish
from diagnostics.orders.executors import EXECUTORS
from diagnostics.orders.executors.image import IMAGE
from diagnostics.orders.notes import Notes
from diagnostics.probes import system
from diagnostics.probes.host import Host
from diagnostics.report.checks import Check
from diagnostics.resident import power, watching
from diagnostics.resident.board import Board, log
from diagnostics.resident.contact import Contact
from diagnostics.resident.ending import Ended
from diagnostics.resident.facts import Facts
from diagnostics.resident.loop import Loop
from diagnostics.resident.measuring import Measure, Measuring, measure_all
from diagnostics.resident.presence import Polling
from diagnostics.resident.reaching import Choice, Reaching, RealWorld
from diagnostics.resident.reporting import Reporting
from diagnostics.run import RunError
from diagnostics.screen import lines

if TYPE_CHECKING:
    from diagnostics.resident.command import Options

#: What an agent that starts anew has to know of its orders; gone with the power, as it should.
_JOURNAL = Path("/run/atelier/orders.json")
#: Enough to unmount the stick; nobody notices it before the power goes.
_SETTLE_S = 0.5
#: What a server gets to take the last report, where there is no stick to keep it.
_LAST_S = 5.0
#: On a machine that somebody works on, nobody far away restarts it, or erases or writes a disk.
_OURS_ALONE = {"reboot", "power_off", "erase", "image"}


def assemble(
    terminal: Terminal,
    options: "Options",
    token: str | None,
    *,
    host: Host | None = None,
    measure: Measure = measure_all,
) -> "Agent":
    """``host`` and ``measure``: the real ones, but for tests."""
    host = host or Host()
    board = Board(
        Facts(
            language=options.language or "nl",
            medium=options.medium,
            has_keys=terminal.has_keys,
            measuring=True,
            address=options.server or "",
        )
    )
    contact = Contact(board)
    kept = _spool(options, host)
    reporting = Reporting(board, contact, kept)
    start = boot_id(host)
    keeper = _keeper(board, contact, host, options, start=start, notes=Notes(kept.place))
    measuring = Measuring(board, host, reporting.hand, measure)
    given = Settings(server=options.server, token=token, language=options.language)
    return Agent(
        terminal=terminal,
        board=board,
        host=host,
        contact=contact,
        measuring=measuring,
        reporting=reporting,
        reaching=Reaching(board, contact, RealWorld(host), given, reporting.clock_was_set),
        polling=Polling(board, contact, start, keeper.take, reporting.again),
        keeper=keeper,
    )


def boot_id(host: Host) -> str:
    """Of this start of the machine; where the kernel does not tell, of this start of the agent."""
    return host.read("proc/sys/kernel/random/boot_id") or str(uuid.uuid4())


def _spool(options: "Options", host: Host) -> spool.Spool:
    if options.medium:
        # Where evidence is when a stick was out, or there never was one: until the power goes.
        in_memory = spool.in_folder(files.kept_in()[0]).place
        return spool.on_medium(host, also=(in_memory,))
    return spool.in_folder(options.spool or files.kept_in()[0 if os.geteuid() == 0 else 1])


def _keeper(
    board: Board, contact: Contact, host: Host, options: "Options", *, start: str, notes: Notes
) -> Keeper:
    # The files of an image come from whichever server is spoken with by then.
    executors = {**EXECUTORS, "image": replace(IMAGE, server=lambda: contact.server)}
    able = {
        kind: executor
        for kind, executor in executors.items()
        if options.medium or kind not in _OURS_ALONE
    }
    return Keeper(
        contact,
        host,
        boot_id=start,
        journal=_JOURNAL if options.medium else None,
        identity=lambda: board.facts.taken,
        executors=able,
        start=board.start,
        notes=notes,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """Also what keys and orders ask for (``loop.Doings``)."""

    terminal: Terminal
    board: Board
    host: Host
    contact: Contact
    measuring: Measuring
    reporting: Reporting
    reaching: Reaching
    polling: Polling
    keeper: Keeper

    def run(self) -> int:
        loop = Loop(self.board, self.terminal, self.keeper, self)
        self.measuring.ask()
        for target, name in (
            (self._name, "name"),
            (self.measuring.run, "measuring"),
            (self.measuring.follow, "disks"),
            (self._watch, "watching"),
            (self.reaching.run, "reaching"),
            (self.reporting.run, "reporting"),
            (self.polling.run, "presence"),
        ):
            self.board.start(target, name)
        try:
            loop.run()
        except (Ended, KeyboardInterrupt):
            pass
        finally:
            self.end()
        return 0

    def end(self) -> None:
        """Nothing is begun or said any more; what is under way gets a moment to end tidily.

        A question to the server or to a disk may take longer: it ends with the process.
        """
        self.keeper.close()
        self.reporting.put_by()
        self.board.end()
        self.board.join(_SETTLE_S)

    def _name(self) -> None:
        """Maker and model, long before all is measured."""
        self.board.change(name=lines.name(system.parse(system.collect(self.host))))

    def _watch(self) -> None:
        watching.watch(self.board, self.host, self.contact.hurry, self.board.rest)

    # What keys and orders ask for.

    def measure(self) -> None:
        self.measuring.ask()

    def check(self) -> Sequence[Check]:
        from diagnostics import checks  # noqa: PLC0415 - most machines are not checked

        return checks.run(self.terminal, self.host)

    def answered(self, checks: Sequence[Check]) -> None:
        self.measuring.with_checks(checks)

    def choose(self, choice: Choice) -> None:
        self.reaching.choose(choice)

    def go(self, wish: Wish) -> None:
        self.board.start(self.polling.say_goodbye, "goodbye")
        # Before: a slow stick may take longer than the system waits.
        self.reporting.put_by(_LAST_S)
        try:
            power.go(wish)
        except RunError as error:
            log(str(error))
            self.board.change(going=None)
            self.board.note(Sentence("Het toestel wil niet uit. Houd de aan-knop lang ingedrukt."))

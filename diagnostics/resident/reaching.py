"""Find the server, and become trusted by it: settings, network, discovery, pairing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from diagnostics.link import clock, discovery, network, pairing, settings, wifi
from diagnostics.link.client import Client
from diagnostics.link.discovery import Found
from diagnostics.link.errors import NoConnection, NotSent, NotTrusted
from diagnostics.link.sentences import Sentence
from diagnostics.link.settings import Settings
from diagnostics.link.trust import Trust
from diagnostics.probes.host import Host
from diagnostics.resident.board import Board, log
from diagnostics.resident.contact import Contact, Server
from diagnostics.resident.facts import Reach
from diagnostics.words import LANGUAGES

#: Of the keys that are pressed while a person has to choose.
Choice = int | str
PAIR: Choice = "pair"
_AGAIN_S = 5.0
_REFUSED_AGAIN_S = 60.0


class World(Protocol):
    """What is outside: replaced in tests."""

    def settings(self) -> Settings: ...
    def start_wifi(self, found: Settings) -> Sentence | None: ...
    def online(self, seconds: float) -> bool: ...
    def look(self) -> tuple[Found, ...]: ...
    def client(self, address: str, trust: Trust, token: str, language: str) -> Server: ...
    def ask(self, address: str, found: Settings, name: str, language: str) -> pairing.Pending: ...
    def wait(self, pending: pairing.Pending) -> pairing.Paired | None: ...
    def remember(self, paired: pairing.Paired) -> Sentence | None: ...
    def mend_clock(self, address: str, trust: Trust) -> clock.Mended: ...


class RealWorld:
    def __init__(self, host: Host) -> None:
        self._host = host

    def settings(self) -> Settings:
        return settings.find(self._host)

    def start_wifi(self, found: Settings) -> Sentence | None:
        return wifi.start(self._host, found.wifi) if found.wifi else None

    def online(self, seconds: float) -> bool:
        return network.wait(self._host, seconds).online

    def look(self) -> tuple[Found, ...]:
        return discovery.look()

    def client(self, address: str, trust: Trust, token: str, language: str) -> Server:
        return Client(address, trust, token, language=language)

    def ask(self, address: str, found: Settings, name: str, language: str) -> pairing.Pending:
        return pairing.ask(
            address,
            name=name,
            authority=found.authority,
            language=language,
            announced=found.server is None,
        )

    def wait(self, pending: pairing.Pending) -> pairing.Paired | None:
        return pairing.wait(pending)

    def remember(self, paired: pairing.Paired) -> Sentence | None:
        return settings.remember(self._host, paired.address, paired.token, paired.certificate)

    def mend_clock(self, address: str, trust: Trust) -> clock.Mended:
        return clock.mend(self._host, address, trust)


class Reaching:
    """``given``: what the command line says; it wins over what the stick says.

    ``clock_was_set``: is told by how much.
    """

    def __init__(
        self,
        board: Board,
        contact: Contact,
        world: World,
        given: Settings | None = None,
        clock_was_set: Callable[[timedelta], None] = lambda _: None,
    ) -> None:
        self._board = board
        self._contact = contact
        self._world = world
        self._clock_was_set = clock_was_set
        self._given = given or Settings()
        self._found = self._given
        self._choices: list[Choice] = []
        self._chosen = board.waiting()
        self._mended = False
        self._told_why_not = False

    def choose(self, choice: Choice) -> None:
        """What a person pressed: the number of a server (0 first), or ``PAIR``."""
        with self._chosen:
            self._choices.append(choice)
            self._chosen.notify_all()
        if choice == PAIR and (server := self._contact.server):
            self._contact.lost(server)  # one that refuses us some things, but not all

    def run(self) -> None:
        self._read_settings()
        while True:
            server = self._reach()
            self._drain()
            self._board.change(reach="known")
            self._contact.make(server)
            self._contact.wait_until_gone(server)
            self._shut_out()

    def _read_settings(self) -> None:
        found = self._world.settings()
        self._found = self._given if self._given.server else found
        for problem in found.problems:
            self._board.note(problem)
        if found.language in LANGUAGES and not self._given.language:
            self._board.change(language=found.language)
        self._board.note(self._world.start_wifi(found))

    def _reach(self) -> Server:
        """A server with a token; tries until there is one."""
        while True:
            found = self._found
            if found.server and found.token:
                return self._known(found.server, found.token, found.trust)
            try:
                return self._paired()
            except NotSent as error:
                log(f"not reached: {error}")
                self._board.change(error=error)
                self._wait(_AGAIN_S)

    def _known(self, address: str, token: str, trust: Trust) -> Server:
        """Whether it answers is for those to find out who speak with it."""
        self._board.change(address=address, code="")
        return self._world.client(address, trust, token, self._board.facts.language)

    def _paired(self) -> Server:
        """Raises NotSent: to be tried again."""
        address = self._found.server or self._find()
        self._now("asking", address=address)
        paired = self._pair(address)
        self._board.note(self._world.remember(paired))
        self._board.change(error=None)
        self._found = Settings(
            server=paired.address,
            token=paired.token,
            certificate=paired.certificate,
            authority=self._found.authority,
        )
        return self._known(paired.address, paired.token, self._found.trust)

    def _find(self) -> str:
        while True:
            self._chosen.go_on()
            if not self._world.online(1):
                self._now("no_network")
                self._world.online(_AGAIN_S)
                continue
            if self._board.facts.reach != "not_found":
                self._now("looking")
            found = self._world.look()
            if len(found) == 1:
                return found[0].url
            if found:
                return self._choose(found)
            self._now("not_found")
            self._wait(_AGAIN_S)

    def _choose(self, found: tuple[Found, ...]) -> str:
        self._drain()
        self._now("choosing", found=found)
        while True:
            choice = self._wait()
            if isinstance(choice, int) and 0 <= choice < len(found):
                return found[choice].url

    def _pair(self, address: str) -> pairing.Paired:
        """Until somebody approved it. A code that nobody typed in time gives way to another."""
        while True:
            pending = self._ask(address)
            self._now("pairing", code=pending.shown, error=None)
            try:
                return self._approved(pending)
            except pairing.PairingOver as error:
                log(f"pairing: {error}")
                self._over(error)
            finally:
                pending.close()

    def _approved(self, pending: pairing.Pending) -> pairing.Paired:
        """A server that is away for a moment costs no new code."""
        while True:
            self._chosen.go_on()
            try:
                if paired := self._world.wait(pending):
                    return paired
            except NotTrusted:
                raise
            except NoConnection as error:
                log(f"pairing: {error}")
                self._wait(_AGAIN_S)

    def _ask(self, address: str) -> pairing.Pending:
        facts = self._board.facts
        try:
            return self._world.ask(address, self._found, facts.name, facts.language)
        except NotTrusted as error:
            if error.doubt != "dates" or self._mended:
                raise
        self._mend_clock(address)
        return self._world.ask(address, self._found, facts.name, facts.language)

    def _over(self, error: pairing.PairingOver) -> None:
        """Expired: at once anew. Refused by a person: when a person wants it."""
        if error.state == "refused":
            self._drain()
            self._now("refused", error=error)
            while self._wait() != PAIR:
                pass

    def _mend_clock(self, address: str) -> bool:
        """Whether it is set now; once is enough. Why it could not be, the screen says once."""
        mended = self._world.mend_clock(address, self._found.trust)
        self._mended = mended.done
        if mended.done:
            self._clock_was_set(mended.by)
        if mended.done or not self._told_why_not:
            self._told_why_not = True
            self._board.note(mended.sentence)
        return mended.done

    def _shut_out(self) -> None:
        """Not let in: mend the clock where that is it; else pair anew when a person says so.

        Now and then the same token is tried again: it may have been given back its rights.
        """
        error, address = self._board.facts.error, self._board.facts.address
        by_dates = isinstance(error, NotTrusted) and error.doubt == "dates"
        if by_dates and not self._mended and self._mend_clock(address):
            return
        if self._wait(_REFUSED_AGAIN_S) == PAIR:
            self._found = Settings(server=self._found.server, authority=self._found.authority)

    def _now(self, reach: Reach, **changes: object) -> None:
        self._board.change(reach=reach, **changes)

    def _wait(self, seconds: float | None = None) -> Choice | None:
        """What a person pressed; None: nothing within the time. Raises Ended."""
        with self._chosen:
            self._chosen.wait_for(lambda: bool(self._choices), seconds)
            return self._choices.pop(0) if self._choices else None

    def _drain(self) -> None:
        """What was pressed before this question was no answer to it."""
        with self._chosen:
            self._choices.clear()

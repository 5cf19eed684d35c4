"""How the server is found and trusted, against a world that is made up."""

import threading
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from diagnostics.link.clock import Mended
from diagnostics.link.discovery import Found
from diagnostics.link.errors import Forbidden, NoConnection, NotSent, NotTrusted, WrongToken
from diagnostics.link.pairing import Paired, PairingOver
from diagnostics.link.sentences import Sentence
from diagnostics.link.settings import Settings, Wifi
from diagnostics.link.trust import Trust
from diagnostics.resident import reaching
from diagnostics.resident.contact import Contact, Server
from diagnostics.resident.facts import Facts, Reach
from diagnostics.resident.reaching import PAIR, Reaching
from tests.diagnostics.resident.doubles import FakeServer, a_board, until

AHEAD = timedelta(days=6000)
NORTH, SOUTH = Found("Noord", "https://north.test"), Found("Zuid", "https://south.test")


class World:
    """Everything works at once, unless a test says otherwise."""

    def __init__(self, **given: Any) -> None:
        self.found = Settings(**given)
        self.servers: tuple[Found, ...] = (NORTH,)
        self.is_online = True
        self.made: list[tuple[str, str, Trust]] = []
        self.asked: list[tuple[str, str]] = []
        self.waits: list[Any] = []
        self.ask_errors: list[NotSent] = []
        self.remembered: list[Paired] = []
        self.mended = 0
        self.cannot_mend = 0

    def settings(self) -> Settings:
        return self.found

    def start_wifi(self, found: Settings) -> Sentence | None:
        return Sentence("Wifi start niet: %s", ("kapot",)) if found.wifi else None

    def online(self, seconds: float) -> bool:
        return self.is_online

    def look(self) -> tuple[Found, ...]:
        return self.servers

    def client(self, address: str, trust: Trust, token: str, language: str) -> Server:
        self.made.append((address, token, trust))
        return FakeServer()

    def ask(self, address: str, found: Settings, name: str, language: str) -> Any:
        self.asked.append((address, name))
        if self.ask_errors:
            raise self.ask_errors.pop(0)
        shown = f"CODE {len(self.asked):04}"
        return SimpleNamespace(address=address, shown=shown, close=lambda: None)

    def wait(self, pending: Any) -> Paired | None:
        if not self.waits:
            return Paired(address=pending.address, token="new", certificate="ab" * 32)
        answer = self.waits.pop(0)
        if callable(answer):
            answer()
            return None
        if isinstance(answer, NotSent):
            raise answer
        return answer

    def remember(self, paired: Paired) -> Sentence | None:
        self.remembered.append(paired)
        return None

    def mend_clock(self, address: str, trust: Trust) -> Mended:
        if self.cannot_mend:
            self.cannot_mend -= 1
            return Mended(False, Sentence("De server zegt niet hoe laat het is: %s", ("weg",)))
        self.mended += 1
        text = Sentence("De klok van dit toestel stond op %s. Nu: %s.", ("2009", "2026"))
        return Mended(True, text, AHEAD)


class Desk:
    def __init__(self, world: World, given: Settings | None = None) -> None:
        self.world = world
        self.board = a_board(Facts(name="ThinkPad"))
        self.contact = Contact(self.board)
        self.set_by: list[timedelta] = []
        self.reaching = Reaching(self.board, self.contact, world, given, self.set_by.append)
        self.board.start(self.reaching.run, "reaching")

    def comes_to(self, reach: Reach) -> None:
        until(lambda: self.board.facts.reach == reach)

    def has_server(self) -> Server:
        until(lambda: self.contact.server)
        return self.contact.server  # type: ignore[return-value]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reaching, "_AGAIN_S", 0.01)


def test_what_the_stick_says_is_used() -> None:
    desk = Desk(World(server="https://a.test", token="t", certificate="cd" * 32))
    desk.has_server()
    assert desk.world.made == [("https://a.test", "t", Trust(fingerprint="cd" * 32))]
    assert desk.board.facts.address == "https://a.test"
    assert desk.world.asked == []


def test_the_command_line_wins_over_the_stick() -> None:
    given = Settings(server="http://b.test", token="u", language="fr")
    desk = Desk(World(server="https://a.test", token="t", language="en"), given)
    desk.has_server()
    assert [made[:2] for made in desk.world.made] == [("http://b.test", "u")]
    assert desk.board.facts.language == "nl"  # set by whoever made the board


def test_language_wifi_and_problems_of_the_stick_are_taken_up() -> None:
    problem = Sentence("“%s” is geen taal. Kies nl, fr of en.", ("xx",))
    desk = Desk(
        World(
            server="https://a.test",
            token="t",
            language="fr",
            wifi=(Wifi("x"),),
            problems=(problem,),
        )
    )
    desk.has_server()
    assert desk.board.facts.language == "fr"
    assert desk.board.facts.notes == (problem, Sentence("Wifi start niet: %s", ("kapot",)))


def test_one_server_on_the_network_is_paired_with() -> None:
    world = World()
    world.waits = [None, None]
    desk = Desk(world)
    desk.has_server()
    assert world.asked == [("https://north.test", "ThinkPad")]
    assert world.made == [("https://north.test", "new", Trust(fingerprint="ab" * 32))]
    assert [paired.token for paired in world.remembered] == ["new"]
    assert desk.board.facts.code == ""


def test_the_code_stands_on_the_board_while_a_person_types_it() -> None:
    world = World()
    typed = threading.Event()
    world.waits = [typed.wait, None]
    desk = Desk(world)
    desk.comes_to("pairing")
    assert desk.board.facts.code == "CODE 0001"
    world.waits = []
    typed.set()
    desk.has_server()


def test_an_address_without_a_token_is_paired_with_too() -> None:
    desk = Desk(World(server="https://a.test"))
    desk.has_server()
    assert desk.world.asked == [("https://a.test", "ThinkPad")]


def test_of_several_servers_a_person_chooses() -> None:
    world = World()
    world.servers = (NORTH, SOUTH)
    desk = Desk(world)
    desk.comes_to("choosing")
    assert desk.board.facts.found == (NORTH, SOUTH)
    desk.reaching.choose(7)  # there is no eighth
    desk.reaching.choose(1)
    desk.has_server()
    assert world.asked[0][0] == "https://south.test"


def test_without_network_or_server_it_keeps_looking() -> None:
    world = World()
    world.is_online, world.servers = False, ()
    desk = Desk(world)
    desk.comes_to("no_network")
    world.is_online = True
    desk.comes_to("not_found")
    world.servers = (NORTH,)
    desk.has_server()


def test_a_code_that_nobody_typed_gives_way_to_another() -> None:
    world = World()
    world.waits = [PairingOver("expired")]
    Desk(world).has_server()
    assert len(world.asked) == 2


def test_after_a_refusal_only_a_person_asks_again() -> None:
    world = World()
    world.waits = [PairingOver("refused")]
    desk = Desk(world)
    desk.comes_to("refused")
    desk.reaching.choose(0)
    assert len(world.asked) == 1
    desk.reaching.choose(PAIR)
    desk.has_server()
    assert len(world.asked) == 2


def test_a_server_that_is_away_for_a_moment_costs_no_new_code() -> None:
    world = World()
    world.waits = [NoConnection("away"), None]
    Desk(world).has_server()
    assert len(world.asked) == 1


def test_a_server_that_cannot_be_asked_is_asked_again_and_the_reason_shown() -> None:
    world = World(server="https://a.test")
    error = NoConnection("away")
    world.ask_errors = [error]
    desk = Desk(world)
    desk.has_server()
    assert len(world.asked) == 2
    assert desk.board.facts.error is None


@pytest.mark.parametrize("first", [True, False])
def test_a_wrong_clock_is_mended_once(first: bool) -> None:
    """Found out while pairing, or by the first report."""
    dates = NotTrusted("expired", "dates")
    world = World(server="https://a.test", token=None if first else "t")
    world.ask_errors = [dates] if first else []
    desk = Desk(world)
    server = desk.has_server()
    if not first:
        desk.board.change(error=dates)
        desk.contact.lost(server)
        until(lambda: world.mended)
        desk.has_server()
    assert world.mended == 1
    assert desk.set_by == [AHEAD]
    assert str(desk.board.facts.notes[0]).endswith("Nu: 2026.")


def test_a_clock_that_could_not_be_mended_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server was away just then."""
    monkeypatch.setattr(reaching, "_REFUSED_AGAIN_S", 0.01)
    world = World(server="https://a.test", token="t")
    world.cannot_mend = 2
    desk = Desk(world)
    desk.board.change(error=NotTrusted("expired", "dates"))
    for made in (1, 2, 3):
        until(lambda made=made: len(world.made) == made and desk.contact.server)
        desk.contact.lost(desk.has_server())
    until(lambda: world.mended)
    until(lambda: desk.set_by == [AHEAD])
    assert len(desk.board.facts.notes) == 2


def test_a_token_that_is_not_taken_is_replaced_when_a_person_says_so() -> None:
    desk = Desk(World(server="https://a.test", token="old"))
    desk.has_server()
    server = desk.contact.server
    desk.board.change(error=WrongToken("unknown"))
    desk.contact.lost(server)  # type: ignore[arg-type]
    desk.reaching.choose(PAIR)
    until(lambda: desk.contact.server)
    assert [token for _, token, _ in desk.world.made] == ["old", "new"]


def test_a_token_that_may_do_too_little_is_replaced_when_a_person_says_so() -> None:
    """The server is spoken with all the while: it may be given its rights back."""
    desk = Desk(World(server="https://a.test", token="old"))
    server = desk.has_server()
    desk.board.change(error=Forbidden("no orders"))
    desk.reaching.choose(PAIR)
    until(lambda: desk.contact.server and desk.contact.server is not server)
    assert [token for _, token, _ in desk.world.made] == ["old", "new"]


def test_what_was_pressed_before_there_was_a_server_gives_no_token_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reaching, "_REFUSED_AGAIN_S", 0.01)
    world = World(server="https://a.test")
    typed = threading.Event()
    world.waits = [typed.wait]
    desk = Desk(world)
    desk.comes_to("pairing")
    desk.reaching.choose(PAIR)
    typed.set()
    desk.contact.lost(desk.has_server())
    until(lambda: len(world.made) == 2)
    assert [token for _, token, _ in world.made] == ["new", "new"]


def test_else_the_same_token_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reaching, "_REFUSED_AGAIN_S", 0.01)
    desk = Desk(World(server="https://a.test", token="old"))
    server = desk.has_server()
    desk.contact.lost(server)
    until(lambda: len(desk.world.made) == 2)
    assert [token for _, token, _ in desk.world.made] == ["old", "old"]


@pytest.mark.parametrize(
    ("found", "announced"),
    [(Settings(), True), (Settings(server="https://north.test"), False)],
)
def test_an_address_that_nobody_said_is_to_be_proven(
    make_host, monkeypatch, found: Settings, announced: bool
) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(reaching.pairing, "ask", lambda _address, **facts: asked.append(facts))
    reaching.RealWorld(make_host({})).ask("https://north.test", found, "Voorbeeld", "nl")
    assert asked[0]["announced"] is announced

"""What changes by itself: the network, the stick."""

from collections.abc import Callable

import pytest

from diagnostics.link import medium, network
from diagnostics.link.medium import Partition
from diagnostics.link.network import NetworkState
from diagnostics.probes.host import Host
from diagnostics.resident import power, watching
from diagnostics.resident.board import Board
from diagnostics.resident.facts import Facts
from diagnostics.run import Completed
from tests.diagnostics.conftest import MakeHost
from tests.diagnostics.resident.conftest import OFFLINE, ONLINE


class Enough(Exception):
    pass


def rounds(count: int) -> Callable[[float], None]:
    """Rests so often, then ends the watch."""
    left = iter(range(count - 1))

    def rest(_seconds: float) -> None:
        if next(left, None) is None:
            raise Enough

    return rest


def watch(
    monkeypatch: pytest.MonkeyPatch,
    host: Host,
    states: list[NetworkState],
    sticks: list[bool],
    medium_too: bool = True,
) -> tuple[Board, int]:
    board, came = Board(Facts(medium=medium_too)), []
    states_left, sticks_left = iter(states), iter(sticks)
    monkeypatch.setattr(network, "state", lambda _host: next(states_left))
    partition = Partition(path="/dev/sdz3", disk="/dev/sdz")
    monkeypatch.setattr(medium, "find", lambda _host: partition if next(sticks_left) else None)
    with pytest.raises(Enough):
        watching.watch(board, host, lambda: came.append(1), rounds(len(states)))
    return board, len(came)


def test_who_waits_is_told_that_the_network_is_back(
    monkeypatch: pytest.MonkeyPatch, make_host: MakeHost
) -> None:
    states = [ONLINE, OFFLINE, OFFLINE, ONLINE, ONLINE]
    board, came = watch(monkeypatch, make_host(), states, [True] * 5)
    assert board.facts.network == ONLINE
    assert came == 1


@pytest.mark.parametrize(
    ("sticks", "gone"),
    [
        ([True, True], False),
        ([True, False], True),
        ([False, False], False),
        ([True, False, True], False),
    ],
)
def test_a_stick_that_was_there_and_is_not_any_more_is_gone(
    monkeypatch: pytest.MonkeyPatch, make_host: MakeHost, sticks: list[bool], gone: bool
) -> None:
    board, _ = watch(monkeypatch, make_host(), [ONLINE] * len(sticks), sticks)
    assert board.facts.stick_gone is gone


def test_on_any_other_machine_no_stick_is_looked_for(
    monkeypatch: pytest.MonkeyPatch, make_host: MakeHost
) -> None:
    board, _ = watch(monkeypatch, make_host(), [ONLINE], [], medium_too=False)
    assert board.facts.loaded_from is None


@pytest.mark.parametrize(
    ("word", "found"), [("memory\n", "memory"), ("stick", "stick"), ("else", None), (None, None)]
)
def test_where_the_system_runs_from_is_as_the_first_stage_wrote_it(
    make_host: MakeHost, word: str | None, found: str | None
) -> None:
    host = make_host({"run/atelier/loaded-from": word} if word else {})
    assert watching.loaded_from(host) == found


@pytest.mark.parametrize(
    ("wish", "command"), [("reboot", "systemctl reboot"), ("power_off", "systemctl poweroff")]
)
def test_power_is_systemds(wish: str, command: str) -> None:
    asked: list[str] = []

    def run(args: list[str], timeout_s: float = 10, accept: object = (0,)) -> Completed:
        asked.append(" ".join(args))
        return Completed(tuple(args), b"", "", 0)

    power.go(wish, run)  # type: ignore[arg-type]
    assert asked == [command]

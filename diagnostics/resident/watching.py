"""Look every few seconds at what may change by itself: the network, the stick."""

from collections.abc import Callable
from typing import cast, get_args

from diagnostics.link import medium, network
from diagnostics.probes.host import Host
from diagnostics.resident.board import Board
from diagnostics.resident.facts import LoadedFrom

EVERY_S = 2.0


def watch(
    board: Board,
    host: Host,
    came_online: Callable[[], None],
    rest: Callable[[float], None],
) -> None:
    """Until ``rest`` raises. ``came_online``: the network is back, who waits may try again."""
    had_stick = False
    while True:
        before = board.facts.network
        found = network.state(host)
        board.change(network=found)
        if found.online and before is not None and not before.online:
            came_online()
        if board.facts.medium:
            has_stick = medium.find(host) is not None
            had_stick = had_stick or has_stick
            board.change(stick_gone=had_stick and not has_stick, loaded_from=loaded_from(host))
        rest(EVERY_S)


def loaded_from(host: Host) -> LoadedFrom | None:
    """As the first stage of the medium wrote it down."""
    word = host.read("run/atelier/loaded-from")
    return cast(LoadedFrom, word) if word in get_args(LoadedFrom) else None

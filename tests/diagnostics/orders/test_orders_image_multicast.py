"""What is sent to a room full of machines at once, as an order to put an image on hears of it."""

from typing import Any

import pytest

from diagnostics.imaging.sources.multicast import MulticastSource
from diagnostics.orders.executors import image as executor
from diagnostics.run import MissingTool
from diagnostics.wire.imaging import Multicast
from tests.diagnostics.imaging.imaging import (
    make_ends_small,
)
from tests.diagnostics.orders.doubles import eventually
from tests.diagnostics.orders.erasing import SlowDisk
from tests.diagnostics.orders.imaging import (
    cut,
    evidence,
    first,
    imager,
    issue,
    shelf,
)
from tests.diagnostics.orders.keeping import MakeBench


@pytest.fixture(autouse=True)
def small_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    make_ends_small(monkeypatch)


def test_why_nothing_came_of_what_is_sent_to_all(
    bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it comes by HTTP then; whoever wonders why it took so long reads it there."""

    def without(behind: Any, how: Multicast, _start: Any, *more: Any) -> MulticastSource:
        def start(_args: Any) -> Any:
            raise MissingTool("udp-receiver")

        return MulticastSource(behind, how, start, *more)

    monkeypatch.setattr(executor, "MulticastSource", without)
    b = bench(image=imager(shelf()))
    order = issue(b, multicast={"port": 9000})
    assert b.end(order) == ("done", None)
    assert "nothing more came by multicast: udp-receiver is not installed" in (
        evidence(b, order).messages
    )


def test_what_is_sent_to_all_is_listened_to_once(
    bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not after a restart: by then it has begun without this machine."""
    made: list[Multicast] = []

    def listening(behind: Any, how: Multicast, *_: Any) -> Any:
        made.append(how)
        return behind

    monkeypatch.setattr(executor, "MulticastSource", listening)
    found = shelf(SlowDisk)
    b = bench(image=imager(found))
    order = issue(b, multicast={"port": 9000})
    first(found).let(7)
    assert eventually(lambda: b.server.order(order).checkpoint.get("done", 0) > 2)
    assert made == [Multicast(port=9000)]
    cut(b, found, power=True)
    first(found).let(9999)
    b.start()
    b.look()
    assert b.end(order) == ("done", None)
    assert len(made) == 1

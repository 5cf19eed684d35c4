"""An image over real sockets: what breaks off is gone on with, what is wrong is never written."""

import random
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from diagnostics.imaging.sources import NoImage, NotGiven
from diagnostics.imaging.sources.http import HttpSource
from diagnostics.link.client import Client
from diagnostics.wire.imaging import Evidence
from tests.diagnostics.imaging.imaging import Notebook, blank, image, put
from tests.diagnostics.imaging.serving import (
    TOKEN,
    Shop,
    cut_after,
    not_found,
    other_range,
    page,
    serving,
    slow,
    some_fault,
    status,
    too_short,
    whole_file,
)
from tests.images import KIB, Image

ORDERED = image(seed=4)
RANGE = 48 * KIB


@pytest.fixture
def shop() -> Iterator[Shop]:
    with serving(ORDERED) as found:
        yield found


@pytest.fixture
def client(shop: Shop) -> Iterator[Client]:
    with Client(shop.url, token=TOKEN, backoff_s=0) as found:
        yield found


def no_rest(_seconds: float) -> None:
    time.sleep(0.001)


def source(client: Client | None, image: Image = ORDERED, **more: Any) -> HttpSource:
    told = {"rest": no_rest, "range_bytes": RANGE, "first_s": 0.001, **more}
    return HttpSource(image.sha256, lambda: client, **told)


def installed(client: Client) -> Evidence:
    disk = blank()

    def opens(rest: Any, lost: Any) -> HttpSource:
        return source(client, rest=rest, lost=lost)

    evidence = put(ORDERED, disk, opens=opens)
    assert evidence.result != "installed" or ORDERED.is_on(disk.medium)
    return evidence


def test_documents_and_blocks_come_whole(shop: Shop, client: Client) -> None:
    found = source(client)
    assert found.document("manifest", 10**6) == ORDERED.manifest
    assert found.document("map", 10**6) == ORDERED.map
    assert b"".join(found.stream(0, len(ORDERED.blocks))) == ORDERED.blocks
    assert b"".join(found.stream(100, 70_000)) == ORDERED.blocks[100:70_100]
    assert found.fetched == len(ORDERED.manifest + ORDERED.map + ORDERED.blocks) + 70_000
    assert found.retries == 0


def test_ranges_end_where_a_slice_does(shop: Shop, client: Client) -> None:
    """So that two benches ask for the same ones, wherever each began."""
    b"".join(source(client).stream(100, 2 * RANGE))
    assert [told for _, told, _ in shop.asked] == [
        f"bytes=100-{RANGE - 1}",
        f"bytes={RANGE}-{2 * RANGE - 1}",
        f"bytes={2 * RANGE}-{2 * RANGE + 99}",
    ]


@pytest.mark.parametrize(
    "fault",
    [
        cut_after(0),
        cut_after(0.6),
        status(500),
        status(401),
        status(403),
        page,
        not_found,
        whole_file,
        other_range,
        too_short,
        slow,
    ],
)
def test_what_goes_wrong_on_the_way_is_asked_for_again(
    fault: Any, shop: Shop, client: Client
) -> None:
    shop.faults = [slow, fault, fault]
    lost: list[str] = []
    found = source(client, lost=lost.append)
    assert b"".join(found.stream(0, len(ORDERED.blocks))) == ORDERED.blocks
    assert found.retries == (0 if fault is slow else 2)
    assert found.awaits is None
    # One outage is told once, unless something came in between.
    assert len(lost) <= 2
    assert bool(lost) == (fault is not slow)


def test_after_a_cut_it_is_gone_on_with_in_the_midst_of_a_range(shop: Shop, client: Client) -> None:
    shop.faults = [cut_after(0.5)]
    b"".join(source(client).stream(0, RANGE))
    assert shop.asked[1][1] == f"bytes={RANGE // 2}-{RANGE - 1}"


def test_a_server_that_does_not_have_it(shop: Shop, client: Client) -> None:
    with pytest.raises(NoImage):
        source(client, image(seed=9)).document("manifest", 10**6)
    shop.gone = True
    with pytest.raises(NoImage):
        b"".join(source(client).stream(0, 10))


def test_a_document_that_is_too_large(client: Client) -> None:
    with pytest.raises(NotGiven):
        source(client).document("map", 100)


def test_a_server_that_says_no_for_good(shop: Shop, client: Client) -> None:
    shop.faults = [status(426)]
    with pytest.raises(NotGiven):
        b"".join(source(client).stream(0, 10))


@pytest.mark.parametrize("fault", [not_found, whole_file])
def test_a_server_that_gives_something_else_for_ever(
    fault: Any, shop: Shop, client: Client
) -> None:
    """Whoever keeps the server has to know: a machine that waits for ever tells nobody."""
    shop.faults = [slow, *[fault] * 1000]
    disk = blank()
    found = put(
        ORDERED, disk, opens=lambda rest, lost: source(client, rest=rest, lost=lost, strange_s=0.5)
    )
    assert found.reasons == ("wrong_manifest",)
    assert "nothing of the image came" in found.messages[-1]
    assert found.retries > 2


def test_what_is_strange_now_and_then_is_borne(shop: Shop, client: Client) -> None:
    """Each time something else comes in between: a piece of the image, or no answer at all."""
    now, waits = 0.0, []

    def rest(seconds: float) -> None:
        nonlocal now
        waits.append(seconds)
        now += 60

    shop.faults = [*[not_found] * 5, status(503), *[not_found] * 5, slow, *[not_found] * 5]
    found = source(client, rest=rest, strange_s=300, clock=lambda: now)
    assert b"".join(found.stream(0, 2 * RANGE)) == ORDERED.blocks[: 2 * RANGE]
    assert len(waits) == 16


def test_no_server_is_waited_for_until_the_run_is_over() -> None:
    waited: list[float] = []

    class OverNow(Exception):
        pass

    def rest(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 5:
            raise OverNow

    found = source(None, rest=rest, first_s=1)
    with pytest.raises(OverNow):
        found.document("manifest", 10**6)
    assert waited == [1, 2, 4, 8, 10]
    assert found.awaits == "server"


def test_an_image_is_installed_over_http(shop: Shop, client: Client) -> None:
    evidence = installed(client)
    assert evidence.result == "installed"
    assert evidence.bytes_fetched == len(ORDERED.blocks + ORDERED.manifest + ORDERED.map)


def test_a_network_that_breaks_all_the_time(shop: Shop, client: Client) -> None:
    chance = random.Random(3)
    shop.faults = [some_fault(chance) for _ in range(25)]
    evidence = installed(client)
    assert evidence.result == "installed"
    assert evidence.retries > 5
    assert {one.kind for one in evidence.interruptions} == {"network"}


@pytest.mark.parametrize("always", [False, True])
def test_wrong_bytes(always: bool, shop: Shop, client: Client) -> None:
    """A copy on the way is broken: it is asked for once more, past all copies."""
    block = ORDERED.places.blocks[5]
    at = block[2] + block[3] // 2

    def spoil(part: bytes, first: int, anew: bool) -> bytes:
        if not first <= at < first + len(part) or (anew and not always):
            return part
        changed = bytearray(part)
        changed[at - first] ^= 1
        return bytes(changed)

    shop.spoil = spoil
    evidence = installed(client)
    assert evidence.reasons == (("wrong_block",) if always else ())
    assert [anew for _, _, anew in shop.asked].count(True) >= 1


def test_a_server_that_is_away_for_a_while() -> None:
    """It comes back at the same address, and the run goes on where it was."""
    disk, notebook = blank(), Notebook()
    with serving(ORDERED) as shop:
        port = int(shop.url.rpartition(":")[2])
        client = Client(shop.url, token=TOKEN, backoff_s=0)
        asked = threading.Event()
        shop.faults = [slow, lambda handler, part: (asked.set(), status(503)(handler, part))[1]]
        found: list[Evidence] = []

        def opens(rest: Any, lost: Any) -> HttpSource:
            return source(client, rest=rest, lost=lost)

        def carry_out() -> None:
            found.append(put(ORDERED, disk, notebook, opens=opens))

        thread = threading.Thread(target=carry_out)
        shop.faults += [status(503)] * 200
        thread.start()
        assert asked.wait(20)
    time.sleep(0.05)
    assert thread.is_alive()
    assert "waiting" in notebook.phases
    with serving(ORDERED, port=port):
        thread.join(30)
    client.close()
    assert found[0].result == "installed"
    assert ORDERED.is_on(disk.medium)
    assert [one.kind for one in found[0].interruptions] == ["network"]

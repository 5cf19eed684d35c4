"""Virtual machines for tests. ``start(build)`` switches one on; it goes off when the test ends.

When a test fails, what its machines said last stands under the failure, and what their screens
showed in ``build/bench/``.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.bench import medium as built
from tests.bench.machine import Build, Machine
from tests.bench.medium import Medium
from tests.bench.workshop import Workshop

HERE = Path(__file__).parent
#: Pictures of screens, for people to look at.
PICTURES = HERE.parents[1] / "build" / "bench"

Start = Callable[[Build], Machine]
Look = Callable[[Machine, str], Path]

_running = pytest.StashKey[list[Machine]]()


@pytest.fixture(scope="session")
def medium() -> Medium:
    return built.build()


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """A running server with people and places, which the tests of one file share."""
    with Workshop(tmp_path_factory.mktemp("workshop")) as running:
        yield running


@pytest.fixture
def start(request: pytest.FixtureRequest) -> Iterator[Start]:
    machines = request.node.stash[_running] = []
    with ExitStack() as stack:

        def switch_on(build: Build) -> Machine:
            machine = Machine(build)
            machines.append(machine)
            return stack.enter_context(machine)

        yield switch_on


@pytest.fixture
def look(request: pytest.FixtureRequest) -> Look:
    """Keeps a picture of a machine's screen, under the test's name and a word of one's own."""

    def keep(machine: Machine, word: str) -> Path:
        machine.wait_until_still()
        return machine.screenshot(PICTURES / f"{request.node.name}-{word}.png")

    return keep


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.failed:
        for machine in item.stash.get(_running, []):
            report.sections += list(_last_words(machine, item.name))
    return report


def _last_words(machine: Machine, test: str) -> Iterator[tuple[str, str]]:
    yield (f"serial line of {machine.build.name}", machine.serial.tail())
    if machine.is_on:
        path = machine.screenshot(PICTURES / f"{test}-{machine.build.name}-failed.png")
        yield (f"screen of {machine.build.name}", str(path))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.bench)
            if item.get_closest_marker("long") and os.environ.get("ATELIER_BENCH") != "all":
                item.add_marker(pytest.mark.skip(reason="takes long: ATELIER_BENCH=all runs it"))

"""Put an image on one disk, and tell what came of it: done only when all of it is there."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

from diagnostics.imaging.engine import Ground, Run, Task
from diagnostics.imaging.finisher import Finisher, Home
from diagnostics.imaging.finishing import finish
from diagnostics.imaging.sources import Source
from diagnostics.imaging.sources.http import HttpSource
from diagnostics.imaging.sources.http import Server as Files
from diagnostics.imaging.sources.multicast import MulticastSource
from diagnostics.imaging.writing import Manner
from diagnostics.link.trust import Trust
from diagnostics.orders.executors.image.ending import ENDING
from diagnostics.orders.executors.image.keeping import OFTEN_S, SENTENCES, Progress
from diagnostics.orders.executors.on_disk import asked_of, begin, disk_of, real_ground, take_up
from diagnostics.orders.outcome import Outcome, Stopped
from diagnostics.orders.work import Work
from diagnostics.report import Disk
from diagnostics.watching import SILENCE_S, watched
from diagnostics.wire.imaging import Parameters, understand_parameters

#: Beyond what is usual: partitions are unmounted, and the evidence of so far is put together.
_ENDING_S = 30.0
_LOOK_S = 0.5


class Server(Files, Protocol):
    """The one that is spoken with now: such as ``link.client.Client``."""

    address: str
    trust: Trust


def nobody() -> Server | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """``server``: the agent gives its own; the rest is real, but for tests."""

    SENTENCE: str = SENTENCES["writing"]
    server: Callable[[], Server | None] = nobody
    ground: Callable[[Work, Disk], Ground] | None = None
    finisher: Finisher = finish
    manner: Manner = field(default_factory=Manner)
    silence_s: float = SILENCE_S
    often_s: float = OFTEN_S

    def run(self, work: Work, /) -> Outcome:
        parameters = asked_of(work, "imaging", understand_parameters)
        begin(work)
        return self._put(work, parameters, {})

    def resume(self, work: Work, /) -> Outcome:
        parameters = asked_of(work, "imaging", understand_parameters)
        take_up(work)
        return self._put(work, parameters, work.checkpoint)

    def _put(self, work: Work, parameters: Parameters, checkpoint: Mapping[str, Any]) -> Outcome:
        work.ending_s = _ENDING_S
        run = Run(
            task=self._task(work, parameters),
            ground=(self.ground or real_ground)(work, disk_of(work)),
            opens=lambda rest, lost: self._source(work, parameters, rest, lost, run.say),
            finisher=self.finisher,
            progress=Progress(work, self.often_s),
            checkpoint=checkpoint,
        )
        ended = watched(run, self.silence_s, stopped=lambda: work.is_stopped)
        return ENDING.outcome_of(work, run, ended)

    def _source(
        self,
        work: Work,
        parameters: Parameters,
        rest: Callable[[float], None],
        lost: Callable[[str], None],
        say: Callable[[str], None],
    ) -> Source:
        http = HttpSource(parameters.image, self.server, rest, lost)
        if parameters.multicast is None or work.checkpoint:
            return http  # what is sent to all began long ago
        return MulticastSource(http, parameters.multicast, work.host.start, rest, say)

    def _task(self, work: Work, parameters: Parameters) -> Task:
        return Task(
            order_id=work.order.id,
            machine=work.order.machine,
            boot_id=work.boot_id,
            parameters=parameters,
            home=self._home(work) if parameters.first_boot else None,
            manner=self.manner,
        )

    def _home(self, work: Work) -> Home | None:
        """Whoever gave the order; after a restart it may take a while to be found again.

        None where it was stopped meanwhile: how far it is by then, the run itself tells.
        """
        with suppress(Stopped):
            while not (server := self.server()):
                work.progress(work.fraction)
                work.sleep(_LOOK_S)
            return Home(address=server.address, trust=server.trust)
        return None


IMAGE = Image()

__all__ = ["IMAGE", "Image", "Server"]

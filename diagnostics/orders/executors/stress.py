"""Keep processor and memory at work for a while, and check what they come up with (stress-ng)."""

import os
import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from diagnostics.orders.executors import sensors
from diagnostics.orders.outcome import Failure, Outcome, done
from diagnostics.orders.work import Work
from diagnostics.probes.host import Host
from diagnostics.run import Completed

SENTENCE = "Processor en geheugen worden getest: het toestel werkt hard en wordt warm."
SHORTEST_S, LONGEST_S = 10, 86_400

_MIB = 2**20
#: What the rest of the system keeps, whatever happens: it may run wholly from memory.
_RESERVE_BYTES, _RESERVE_SHARE = 192 * _MIB, 0.10
_LEAST_BYTES = 16 * _MIB
_MOST_MEMORY_WORKERS = 4
_STEP_S = 0.5
#: A pass over all memory is not broken off when the time is up; bytes a second on a slow machine.
_AFTER_S, _SLOWEST = 60.0, 256 * _MIB
_FAILED = re.compile(r"^stress-ng: fail: +\[\d+\] ([a-z0-9-]+):?", re.MULTILINE)
#: The kernel ended it for want of memory, or it got none; its status is 0 all the same.
_CUT_SHORT = re.compile(r"finished prematurely|gave up trying to mmap|skipp(ed|ing) stressor")


@dataclass(slots=True)
class _Load:
    """What goes on while it runs."""

    seconds: int
    memory_bytes: int
    throttled_before: int | None
    began: float = field(default_factory=time.monotonic)
    hottest_c: float | None = None

    @property
    def elapsed_s(self) -> float:
        return time.monotonic() - self.began

    def look(self, host: Host) -> None:
        now = sensors.hottest_c(host)
        self.hottest_c = max(filter(None, (self.hottest_c, now)), default=None)


def run(work: Work) -> Outcome:
    seconds = _seconds(work)
    memory = memory_to_test(work.host)
    work.bind()
    load = _Load(seconds, memory, sensors.throttled(work.host))
    completed = _run(work, load)
    return _judge(work.host, load, completed)


def resume(_work: Work) -> Outcome:
    raise Failure("interrupted", "the machine or the agent was started anew while it ran")


def memory_to_test(host: Host) -> int:
    """In bytes; 0 where there is too little left to test any without putting the rest in danger."""
    told = dict(re.findall(r"^(\w+): +(\d+) kB$", host.read("proc/meminfo") or "", re.MULTILINE))
    total, free = (int(told.get(name, 0)) * 1024 for name in ("MemTotal", "MemAvailable"))
    spare = free - max(_RESERVE_BYTES, int(total * _RESERVE_SHARE))
    return spare // _MIB * _MIB if spare >= _LEAST_BYTES else 0


def command(seconds: int, memory_bytes: int, processors: int) -> Sequence[str]:
    workers = max(1, min(processors, _MOST_MEMORY_WORKERS))
    # --vm-bytes is shared among the workers.
    memory = ("--vm", str(workers), "--vm-bytes", str(memory_bytes), "--vm-keep")
    return (
        "stress-ng",
        *("--cpu", str(processors), "--cpu-method", "all"),
        *(memory if memory_bytes else ()),
        *("--verify", "--oomable", "--temp-path", tempfile.gettempdir()),
        *("--timeout", f"{seconds}s"),
    )


def _seconds(work: Work) -> int:
    seconds = work.parameters.get("seconds")
    if (
        isinstance(seconds, bool)
        or not isinstance(seconds, int)
        or not SHORTEST_S <= seconds <= LONGEST_S
    ):
        raise Failure("error", f"seconds has to be from {SHORTEST_S} to {LONGEST_S}: {seconds!r}")
    return seconds


def _run(work: Work, load: _Load) -> Completed:
    """Raises Stopped, Failure; stress-ng has ended in any case."""
    work.progress(0.0, load.seconds)
    running = work.host.start(command(load.seconds, load.memory_bytes, os.cpu_count() or 1))
    try:
        while (completed := running.wait(_STEP_S)) is None:
            load.look(work.host)
            left_s = max(load.seconds - load.elapsed_s, 0)
            if load.elapsed_s > load.seconds + _AFTER_S + load.memory_bytes / _SLOWEST:
                raise Failure(
                    "error", "stress-ng did not end at its time", _result(work.host, load)
                )
            work.progress(1 - left_s / load.seconds, left_s)
    finally:
        running.stop()
    return completed


def _judge(host: Host, load: _Load, completed: Completed) -> Outcome:
    said = completed.text + completed.stderr
    failed = _FAILED.findall(said)
    result = {
        **_result(host, load),
        "cpu_errors": failed.count("cpu"),
        "memory_errors": failed.count("vm"),
    }
    if failed:
        raise Failure("wrong", _lines(said, _FAILED), result)
    if _CUT_SHORT.search(said):
        message = f"the memory ran out before the end: {_lines(said, _CUT_SHORT)}"
        raise Failure("error", message, result)
    if completed.status:
        raise Failure("error", f"stress-ng ended with status {completed.status}: {said[-300:]}")
    return done(result)


def _result(host: Host, load: _Load) -> dict[str, Any]:
    throttled = sensors.throttled(host)
    known = {
        "hottest_c": load.hottest_c,
        "throttled": None
        if throttled is None or load.throttled_before is None
        else throttled - load.throttled_before,
    }
    return {
        "seconds": round(load.elapsed_s),
        "memory_bytes": load.memory_bytes,
        **{name: value for name, value in known.items() if value is not None},
    }


def _lines(said: str, pattern: re.Pattern[str]) -> str:
    found = [line for line in said.splitlines() if pattern.search(line)]
    return "\n".join(found[:10])

"""Measure the machine: run every probe, and put what they found into one report."""

import platform
import time
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from diagnostics import __version__, windows11
from diagnostics.probes.base import Outcome, Subsystem, gather
from diagnostics.probes.host import Host
from diagnostics.report import Agent, Cpu, Firmware, Memory, Report, Windows11
from diagnostics.subsystems import SUBSYSTEMS

#: The medium says of itself when it was built a moment before its clock does.
_LIFTED_WITHIN = timedelta(minutes=2)


def measure(host: Host | None = None, subsystems: Iterable[Subsystem] = SUBSYSTEMS) -> Report:
    """A report, whatever happens: what could not be measured stands in its ``problems``."""
    machine = host or Host()
    began = time.monotonic()
    outcomes = gather(subsystems, machine)
    values = {outcome.name: outcome.value for outcome in outcomes if outcome.value is not None}
    return Report(
        id=str(uuid.uuid4()),
        made_at=datetime.now().astimezone().isoformat(timespec="seconds"),
        agent=_agent(machine, time.monotonic() - began),
        windows11=_windows11(values),
        problems=tuple(problem for outcome in outcomes for problem in outcome.problems),
        timings_s=_timings(outcomes),
        **values,
    )


def _agent(host: Host, seconds: float) -> Agent:
    return Agent(
        version=__version__,
        root=host.is_root,
        kernel=platform.release(),
        started_from=started_from(host.read("proc/cmdline") or ""),
        duration_s=round(seconds, 3),
        clock_sure=clock_sure(host, datetime.now(UTC)),
    )


def clock_sure(host: Host, now: datetime) -> bool | None:
    """Whether ``now`` is more than when the medium was built and how long the machine is on.

    A clock that says less than that day is lifted to it by systemd (``/usr/lib/clock-epoch``).
    """
    try:
        built = datetime.fromisoformat(host.read("etc/atelier/built") or "").astimezone(UTC)
        up_s = float((host.read("proc/uptime") or "").split()[0])
    except (ValueError, IndexError):
        return None
    return now - built > timedelta(seconds=up_s) + _LIFTED_WITHIN


def started_from(cmdline: str) -> Literal["medium", "network", "installed"]:
    """By the words that the bench medium puts on the kernel's command line."""
    words = cmdline.split()
    if "boot=atelier" not in words:
        return "installed"
    loaded = any(word.startswith("atelier.fetch=") for word in words)
    return "network" if loaded else "medium"


def _windows11(values: Mapping[str, Any]) -> Windows11:
    return windows11.judge(
        values.get("cpu", Cpu()),
        values.get("memory", Memory()),
        values.get("disks"),
        values.get("firmware", Firmware()),
    )


def _timings(outcomes: Iterable[Outcome]) -> dict[str, float]:
    return {outcome.name: outcome.seconds for outcome in outcomes}

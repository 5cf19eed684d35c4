"""Run ``dmidecode`` once for every probe that wants it."""

from collections.abc import Sequence

from diagnostics.probes.dmi.table import NotDmi, Table, parse
from diagnostics.probes.host import Host
from diagnostics.report import Problem
from diagnostics.run import RunError, TimedOut

NO_TABLES = "This machine offers no DMI tables."
_NEEDS_ROOT = "Only root may read the DMI tables."


def read(host: Host, subsystem: str, facts: Sequence[str]) -> Table:
    """The machine's DMI structures; empty, and a problem told, when they cannot be read.

    ``facts`` are what the subsystem cannot know without them.
    """
    answer = host.once("dmidecode", lambda: _read(host))
    if isinstance(answer, Problem):
        told = Problem(
            subsystem=subsystem, kind=answer.kind, message=answer.message, facts=tuple(facts)
        )
        host.problem(told)
        return ()
    return answer


def _read(host: Host) -> Table | Problem:
    if not host.is_root:
        return Problem(subsystem="", kind="needs_root", message=_NEEDS_ROOT)
    try:
        return parse(host.run(["dmidecode"], timeout_s=5, accept=lambda _: True).text)
    except TimedOut as error:
        return Problem(subsystem="", kind="timeout", message=f"{error}.")
    except NotDmi:
        return Problem(subsystem="", kind="failed", message=NO_TABLES)
    except RunError as error:
        return Problem(subsystem="", kind="missing_tool", message=f"{error}.")

from collections import Counter
from collections.abc import Iterator

from atelier.devices.identity.changes.change import Change, tidy
from atelier.words import N_
from diagnostics.report import Memory, Report

GIB = 2**30

#: Without modules only the kernel's share is known, and firmware takes a part that varies.
_NOTICEABLE = 0.25


def memory(before: Report, after: Report) -> Iterator[Change]:
    """Compare modules by slot, size and part.

    Never by serial: some makers write the same one into every module of a machine.
    """
    was, now = _amount(before.memory, after.memory), _amount(after.memory, before.memory)
    if was and now and _noticeably(was, now, before.memory, after.memory):
        yield _more_or_less(was, now)
    elif before.memory.modules and after.memory.modules:
        yield from _rearranged(before.memory, after.memory)


def _amount(memory: Memory, other: Memory) -> int | None:
    """Installed, where both reports list modules; else what the kernel sees, as on both sides."""
    if memory.modules and other.modules:
        return sum(module.size_bytes or 0 for module in memory.modules)
    return memory.usable_bytes


def _noticeably(was: int, now: int, before: Memory, after: Memory) -> bool:
    if before.modules and after.modules:
        return was != now
    return abs(now - was) > _NOTICEABLE * min(was, now)


def _more_or_less(was: int, now: int) -> Change:
    values = {"difference": tidy(abs(now - was) / GIB), "now": tidy(now / GIB)}
    if now > was:
        text = N_("%(difference)s GB geheugen erbij: nu %(now)s GB")
        return Change("memory_added", text, values)
    return Change("memory_removed", N_("%(difference)s GB geheugen weg: nu %(now)s GB"), values)


def _rearranged(before: Memory, after: Memory) -> Iterator[Change]:
    was, now = _modules(before), _modules(after)
    if was == now:
        return
    if _without_slot(was) == _without_slot(now):
        yield Change("memory_moved", N_("Geheugen op een andere plaats"), weight="machine")
    else:
        yield Change("memory_replaced", N_("Geheugen vervangen"))


_Module = tuple[str | None, int | None, str | None]


def _modules(memory: Memory) -> Counter[_Module]:
    return Counter((module.slot, module.size_bytes, module.part) for module in memory.modules)


def _without_slot(modules: Counter[_Module]) -> Counter[tuple[int | None, str | None]]:
    return Counter((size, part) for _, size, part in modules.elements())

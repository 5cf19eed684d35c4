"""Wear of an eMMC, which has no SMART: EXT_CSD life time estimation (JEDEC JESD84-B50)."""

from dataclasses import dataclass

from diagnostics.probes.host import Host

_STEP_PERCENT, _EXCEEDED = 10, 0x0B
_PRE_END = {2: "eMMC: 80 % of the reserved blocks are used", 3: "eMMC: 90 % are used: urgent"}


@dataclass(frozen=True, slots=True)
class Life:
    #: The upper end of the tenth that the worse of its two memory areas tells.
    percentage_used: int | None
    messages: tuple[str, ...]


def life(host: Host, name: str) -> Life | None:
    """None for a card that does not tell (SD, or an eMMC before version 5)."""
    folder = f"sys/block/{name}/device"
    steps = [_hex(word) for word in (host.read(f"{folder}/life_time") or "").split()]
    known = [step for step in steps if step and step <= _EXCEEDED]
    ending = _PRE_END.get(_hex(host.read(f"{folder}/pre_eol_info") or "") or 0)
    if not known and not ending:
        return None
    return Life(max(known) * _STEP_PERCENT if known else None, (ending,) if ending else ())


def _hex(word: str) -> int | None:
    try:
        return int(word, 16)
    except ValueError:
        return None

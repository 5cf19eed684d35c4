"""Microsoft's lists of processors for Windows 11, as rules over what a processor calls itself.

The lists name each model; the rules name the families that they amount to, with their
exceptions. None: the name is not one that the rules know, or Microsoft supports that processor
in some machines only (the Core i7-7820HQ) or listed it once and no more (Xeon E).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from diagnostics.report import Cpu

_FIRST_GENERATION = 8
_ZEN, _ZEN3 = 0x17, 0x19
#: Models of AMD's family 17h: Pinnacle Ridge, Picasso, Dali; from 30h on everything is Zen 2.
_ZEN_PLUS = frozenset({0x08, 0x18, 0x20})
_ZEN2_FROM = 0x30


@dataclass(frozen=True, slots=True)
class Rule:
    """What a name that fits ``pattern`` means: a fixed answer, or one worked out of the match."""

    pattern: str
    answer: bool | Callable[[re.Match[str]], bool | None] | None


def is_supported(cpu: Cpu) -> bool | None:
    if cpu.maker == "AMD":
        return _amd(cpu)
    if cpu.bits64 is False:
        return False
    return _by_name(re.sub(r"\((R|TM|r|tm)\)", "", cpu.model or ""))


def _by_name(name: str) -> bool | None:
    plain = " ".join(name.split())
    for rule in _RULES:
        found = re.search(rule.pattern, plain)
        if found:
            return rule.answer(found) if callable(rule.answer) else rule.answer
    return None


def _amd(cpu: Cpu) -> bool | None:
    """By family and model, which the marketing name hides (a Ryzen 5 3500U is Zen+)."""
    if cpu.family is None or cpu.model_number is None:
        return None
    if cpu.family != _ZEN:
        return cpu.family >= _ZEN3
    return cpu.model_number in _ZEN_PLUS or cpu.model_number >= _ZEN2_FROM


def _core(found: re.Match[str]) -> bool | None:
    """``8250U`` is generation 8, ``1135G7`` 11, ``10510U`` 10, ``520M`` the first."""
    digits = found["number"]
    if len(digits) < 4:
        return False
    long = len(digits) == 5 or digits.startswith("1")
    return int(digits[:2] if long else digits[0]) >= _FIRST_GENERATION


def _core_y(found: re.Match[str]) -> bool:
    return int(found["generation"]) >= _FIRST_GENERATION


_RULES = (
    # Seventh generation: the X series is listed, and one model in two machines only.
    Rule(r"i[579]-7(640X|740X|800X|820X|900X|920X|940X|960X|980XE)\b", True),
    Rule(r"i7-7820HQ\b", None),
    Rule(r"\bi[3579]-(?P<number>\d{3,5})(?!Y\d)", _core),
    Rule(r"\b(m[357]|i[357])-(?P<generation>\d)Y\d\d", _core_y),
    Rule(r"\bm3-(?P<number>\d{4})Y", _core),
    Rule(r"\bi[35]-(N3\d\d|L1[36]G\d)\b", True),
    Rule(r"\bCore Ultra\b", True),
    Rule(r"\bCore [3579] [0-9N]\d\d", True),
    Rule(r"\bi[357] CPU [LMQUX ]*\d{3}", False),  # the first generation
    Rule(r"\bCore( ?2|M| Duo| Solo|2)\b|\bM-5Y\d\d", False),
    # Pentium and Celeron: Gold from Coffee and Whiskey Lake on, Silver, Gemini Lake and newer.
    Rule(r"Pentium( CPU)? Gold (4415|4410)", False),
    Rule(r"Pentium( CPU)? Gold (G?\d{4}|\d{4}[UY])", True),
    Rule(r"Pentium( CPU)? Silver", True),
    Rule(r"Celeron( CPU)? (3867U|4205U|4305UE?|5205U|5305U|6305E?|6600HE|730[05])\b", True),
    Rule(r"Celeron( CPU)? G(49|59|69)\d\dT?E?\b", True),
    Rule(r"Celeron( CPU)? ([JN]4[01]|N45|N51|[JN]6)\d\d", True),
    Rule(r"Atom( CPU)? x6\d\d\d", True),
    Rule(r"\bIntel (Processor )?N(50|95|97|100|200)\b|\bN(95|97|100|200)\b", True),
    Rule(r"Pentium|Celeron|Atom", False),
    # Xeon: the scalable ones and the W series; E3, E5, E7 and all numbers before them are older.
    Rule(r"Xeon( CPU)? (Bronze|Silver|Gold|Platinum)\b", True),
    Rule(r"Xeon( CPU)? W-(1[0-9]{3,4}|2[1-9]\d\d|3\d\d\d|1\d{4})", True),
    Rule(r"Xeon( CPU)? w[3579]-", True),
    Rule(r"Xeon( CPU)? (E[357]-|E[357]\d{4}|[ELWX]?\d{4}\b|D-15)", False),
    Rule(r"Snapdragon (850|7c|8c|X|8cx)\b|Microsoft SQ[123]\b", True),
)

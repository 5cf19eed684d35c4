"""The processor: ``/proc/cpuinfo``, the kernel's topology and frequency files."""

import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass

from diagnostics.probes.host import Host
from diagnostics.report import Cpu

NAME = "cpu"

_FOLDER = "sys/devices/system/cpu"
_64_BITS = frozenset({"x86_64", "aarch64", "riscv64", "ppc64le", "s390x"})
#: Instruction sets that decide what software runs: x86-64-v2 and v3, and what video needs.
# fmt: off
_TELLING = frozenset({
    "sse2", "sse3", "ssse3", "sse4_1", "sse4_2", "popcnt", "cx16", "lahf_lm", "aes", "avx",
    "avx2", "bmi1", "bmi2", "fma", "f16c", "movbe", "abm", "avx512f", "sha_ni", "asimd",
    "crc32", "sha2",
})
# fmt: on
_SSE3 = "pni"
_MAKERS = {"GenuineIntel": "Intel", "AuthenticAMD": "AMD"}
Block = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Raw:
    cpuinfo: str
    architecture: str
    #: The highest frequency of each processor, in kHz, where the kernel governs it.
    max_khz: tuple[int, ...] = ()
    #: (package, core) of each thread, from the topology files.
    topology: tuple[tuple[str, str], ...] = ()


def collect(host: Host) -> Raw:
    names = [name for name in host.names(_FOLDER) if re.fullmatch(r"cpu\d+", name)]
    speeds = (host.read_int(f"{_FOLDER}/{name}/cpufreq/cpuinfo_max_freq") for name in names)
    places = (_place(host, f"{_FOLDER}/{name}/topology") for name in names)
    return Raw(
        cpuinfo=host.read("proc/cpuinfo") or "",
        architecture=platform.machine(),
        max_khz=tuple(speed for speed in speeds if speed),
        topology=tuple(place for place in places if place),
    )


def _place(host: Host, folder: str) -> tuple[str, str] | None:
    package, core = host.read(f"{folder}/physical_package_id"), host.read(f"{folder}/core_id")
    return (package, core) if package and core else None


def parse(raw: Raw) -> Cpu:
    blocks = _blocks(raw.cpuinfo)
    first = blocks[0] if blocks else {}
    flags = frozenset((first.get("flags") or first.get("Features") or "").split())
    sockets, cores = _counts(raw, blocks)
    model = first.get("model name") or first.get("Model")
    return Cpu(
        model=" ".join(model.split()) if model else None,
        maker=_maker(first),
        architecture=raw.architecture or None,
        family=_number(first.get("cpu family")),
        model_number=_number(first.get("model")),
        stepping=_number(first.get("stepping")),
        sockets=sockets,
        cores=cores,
        threads=sum("processor" in block for block in blocks) or None,
        max_mhz=_max_mhz(raw, model or ""),
        bits64=_bits64(raw.architecture, flags),
        virtualisation=bool(flags & {"vmx", "svm"}) if flags else None,
        features=tuple(sorted(flags & _TELLING | ({"sse3"} if _SSE3 in flags else set()))),
    )


def _blocks(cpuinfo: str) -> list[Block]:
    return [_block(part) for part in re.split(r"\n\s*\n", cpuinfo) if part.strip()]


def _block(part: str) -> Block:
    pairs = (line.partition(":") for line in part.splitlines())
    return {key.strip(): value.strip() for key, _, value in pairs}


def _counts(raw: Raw, blocks: list[Block]) -> tuple[int | None, int | None]:
    """Sockets and cores: each different pair of package and core is one core."""
    told = {(b["physical id"], b["core id"]) for b in blocks if {"physical id", "core id"} <= {*b}}
    places = told or set(raw.topology)
    return len({package for package, _ in places}) or None, len(places) or None


def _maker(block: Block) -> str | None:
    vendor = block.get("vendor_id")
    return _MAKERS.get(vendor, vendor) if vendor else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None


def _max_mhz(raw: Raw, model: str) -> int | None:
    """The fastest core's top speed; else the speed that the maker put in the name."""
    if raw.max_khz:
        return round(max(raw.max_khz) / 1000)
    named = re.search(r"@ ?(\d+(?:\.\d+)?) ?(GHz|MHz)", model)
    if named is None:
        return None
    return round(float(named[1]) * (1000 if named[2] == "GHz" else 1))


def _bits64(architecture: str, flags: frozenset[str]) -> bool | None:
    """A 32-bit kernel may run on a 64-bit processor: the flag ``lm`` decides there."""
    if architecture in _64_BITS or "lm" in flags:
        return True
    return False if flags and re.fullmatch(r"i[3-6]86", architecture) else None

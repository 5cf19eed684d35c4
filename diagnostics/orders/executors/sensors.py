"""How hot the processor is, and how often it slowed down to cool, as the kernel tells it."""

from collections.abc import Iterator

from diagnostics.probes.host import Host

#: Of ``hwmon``; others are of disks, batteries, Wi-Fi.
_PROCESSOR = frozenset(
    {"coretemp", "k8temp", "k10temp", "zenpower", "via_cputemp", "cpu_thermal", "soc_thermal"}
)
#: Of thermal zones, where no such sensor is.
_ZONES = frozenset({"x86_pkg_temp", "acpitz", "cpu-thermal", "cpu_thermal", "soc-thermal"})
_COLDEST_C, _HOTTEST_C = 1, 150


def hottest_c(host: Host) -> float | None:
    """The hottest reading of the processor just now, in degrees Celsius."""
    found = list(_readings(host, _sensors(host))) or list(_readings(host, _zones(host)))
    return max(found, default=None)


def throttled(host: Host) -> int | None:
    """How often processors have slowed down since the machine started (Intel tells)."""
    folder = "sys/devices/system/cpu"
    for kind in ("package", "core"):
        counts = [
            host.read_int(f"{folder}/{cpu}/thermal_throttle/{kind}_throttle_count")
            for cpu in host.names(folder)
            if cpu.removeprefix("cpu").isdigit()
        ]
        told = [count for count in counts if count is not None]
        if told:
            return max(told) if kind == "package" else sum(told)
    return None


def _readings(host: Host, paths: Iterator[str]) -> Iterator[float]:
    for path in paths:
        told = host.read_int(path)
        if told is not None and _COLDEST_C <= told / 1000 <= _HOTTEST_C:
            yield told / 1000


def _sensors(host: Host) -> Iterator[str]:
    for chip in host.names("sys/class/hwmon"):
        folder = f"sys/class/hwmon/{chip}"
        if host.read(f"{folder}/name") in _PROCESSOR:
            yield from (
                f"{folder}/{name}"
                for name in host.names(folder)
                if name.startswith("temp") and name.endswith("_input")
            )


def _zones(host: Host) -> Iterator[str]:
    for zone in host.names("sys/class/thermal"):
        folder = f"sys/class/thermal/{zone}"
        if host.read(f"{folder}/type") in _ZONES:
            yield f"{folder}/temp"

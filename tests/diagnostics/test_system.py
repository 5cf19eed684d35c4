"""What is said about a machine when ``dmidecode`` cannot be asked."""

from pathlib import Path
from typing import Any

from diagnostics.probes import gpus, memory, system
from diagnostics.report import Gpu, Memory, System

IDS = {
    "sys/class/dmi/id/sys_vendor": "Voorbeeld\n",
    "sys/class/dmi/id/product_name": "Boek 14\n",
    "sys/class/dmi/id/chassis_type": "10\n",
    "sys/class/dmi/id/bios_version": "1.2.3\n",
}


def test_without_root_the_kernels_copy_serves_and_the_rest_is_named(make_host: Any) -> None:
    host = make_host(IDS, is_root=False)
    assert system.parse(system.collect(host)) == System(
        maker="Voorbeeld", product="Boek 14", chassis="Notebook", bios_version="1.2.3"
    )
    (problem,) = host.problems
    assert (problem.kind, problem.facts) == ("needs_root", system.FACTS)


def test_without_the_tool_likewise(make_host: Any) -> None:
    host = make_host(IDS)
    assert system.parse(system.collect(host)).maker == "Voorbeeld"
    (problem,) = host.problems
    assert (problem.kind, problem.message) == ("missing_tool", "dmidecode is not installed.")


def test_a_machine_without_dmi_at_all(make_host: Any) -> None:
    host = make_host({}, {"dmidecode": (1, "# dmidecode 3.4\nScanning /dev/mem\n")})
    assert system.parse(system.collect(host)) == System()
    assert [problem.kind for problem in host.problems] == ["failed"]


def test_an_arm_board_says_what_it_is_in_its_device_tree(make_host: Any) -> None:
    files = {"proc/device-tree/model": "Made Up Board\0", "proc/device-tree/serial-number": "42\0"}
    host = make_host(files)
    assert system.parse(system.collect(host)) == System(product="Made Up Board", serial="42")


def test_a_chassis_number_outside_the_standard_is_unknown(make_host: Any) -> None:
    for number in ("0", "2", "200", "x"):
        host = make_host({"sys/class/dmi/id/chassis_type": number}, is_root=False)
        assert system.parse(system.collect(host)).chassis is None


def test_memory_without_dmi_is_what_the_kernel_sees(make_host: Any) -> None:
    host = make_host(
        {"proc/meminfo": "MemTotal:        3900000 kB\nMemFree: 1 kB\n"}, is_root=False
    )
    seen = 3_900_000 * 1024
    assert memory.parse(memory.collect(host)) == Memory(total_bytes=seen, usable_bytes=seen)
    assert host.problems[0].facts == memory.FACTS


def test_graphics_are_the_display_class_alone(make_host: Any) -> None:
    bus = "sys/bus/pci/devices"
    host = make_host(
        {
            f"{bus}/0000:00:02.0/class": "0x030000",
            f"{bus}/0000:00:02.0/vendor": "0x8086",
            f"{bus}/0000:00:02.0/device": "0x5917",
            f"{bus}/0000:00:02.0/driver": Path("sys/bus/pci/drivers/i915"),
            f"{bus}/0000:00:1f.6/class": "0x020000",
        },
        {
            "lspci -D -vmm -nn": (
                0,
                "Slot:\t0000:00:02.0\nVendor:\tMade Up [8086]\nDevice:\tGraphics 620 [5917]\n",
            )
        },
    )
    assert gpus.parse(gpus.collect(host)) == (
        Gpu(maker="Made Up", model="Graphics 620", driver="i915", pci_id="8086:5917"),
    )

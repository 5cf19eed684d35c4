"""What an image needs to know of the machine that it is put on."""

from pathlib import Path

from diagnostics.imaging import fitting
from diagnostics.probes.host import Host


def test_a_real_machine_is_looked_at(tmp_path: Path) -> None:
    folder = tmp_path / "proc"
    folder.mkdir()
    (folder / "meminfo").write_text("MemTotal:  4000000 kB\n")
    (tmp_path / "sys/firmware/efi").mkdir(parents=True)
    here = fitting.look(Host(root=tmp_path))
    assert (here.memory_bytes, here.firmware) == (4_000_000 * 1024, "uefi")
    assert here.architecture

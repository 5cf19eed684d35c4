"""The machine as a probe sees it: this one, for real."""

import re
from pathlib import Path

from diagnostics.probes import host as host_module
from diagnostics.probes.host import Host

BOOT_ID = "proc/sys/kernel/random/boot_id"


def test_files_of_proc_sys_are_read() -> None:
    """They refuse whoever asks for four megabytes at once."""
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", Host().read(BOOT_ID) or "")
    assert Host().read(BOOT_ID) == Host().read(BOOT_ID)


def test_a_large_file_is_read_so_far(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * (host_module.LARGEST_BYTES + 5))
    (tmp_path / "small").write_bytes(b"y" * 200_000)
    host = Host(root=tmp_path)
    assert len(host.read_bytes("large") or b"") == host_module.LARGEST_BYTES
    assert host.read_bytes("small") == b"y" * 200_000
    assert host.read_bytes("absent") is None

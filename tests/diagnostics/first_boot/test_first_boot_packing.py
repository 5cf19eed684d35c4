"""The program as it is put on a disk: run by Pythons that know nothing of this project."""

import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from diagnostics.first_boot import packing, placed

pytestmark = pytest.mark.usefixtures("real_commands")

#: As the machine that tests has them; each in its own words, never through a shell's search.
_PYTHONS = [f"python3.{minor}" for minor in (10, 11, 12, 13)]


def a_python(name: str) -> str:
    """The one that runs the tests for its own version; else the one that is installed."""
    if name == f"python3.{sys.version_info.minor}":
        return sys.executable
    found = shutil.which(name)
    works = found and subprocess.run([found, "-V"], capture_output=True, check=False)
    if not works or works.returncode:
        versions = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser() / "versions"
        found = next((str(one) for one in sorted(versions.glob(f"*/bin/{name}"))), None)
    if not found:
        pytest.skip(f"{name} is not installed here")
    return found


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    path = tmp_path / "first-boot.pyz"
    path.write_bytes(packing.pack())
    return path


def test_it_needs_the_standard_library_alone() -> None:
    assert packing.others() <= sys.stdlib_module_names


def test_it_packs_what_it_needs_and_little_more() -> None:
    names = packing.modules()
    assert "diagnostics.first_boot.collecting" in names
    assert "diagnostics.link.trust" in names
    assert not [
        name for name in names if name.startswith(("diagnostics.imaging", "diagnostics.console"))
    ]
    assert len(packing.pack()) < 100_000


def test_it_is_the_same_each_time() -> None:
    once = packing.pack()
    packing.pack.cache_clear()
    assert packing.pack() == once
    with zipfile.ZipFile(io.BytesIO(once)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "__main__.py"


@pytest.mark.parametrize("name", _PYTHONS)
def test_any_python_from_the_oldest_on_runs_it(name: str, packed: Path, tmp_path: Path) -> None:
    """It finds no settings on this machine, and says so: by then everything is imported."""
    assert not Path("/", placed.SETTINGS).exists()
    command = [a_python(name), "-I", "-S", "-W", "error", str(packed)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=tmp_path, env={}
    )
    assert done.stderr == ""
    assert done.returncode == 1
    assert "kan niet gelezen worden" in done.stdout


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not installed here (systemd-analyze)")
    unit = tmp_path / placed.UNIT_NAME
    unit.write_text(placed.UNIT)
    command = ["systemd-analyze", "verify", "--man=no", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if placed.UNIT_NAME in line]
    assert complaints == []

"""Tables on disks of every size: makers do not care for whole MiB."""

import json
from pathlib import Path

import pytest

from diagnostics.imaging.finishing import growing, ids, kernel, layout, tables
from diagnostics.imaging.finishing.work import Work
from tests.diagnostics.erasure.loops import why_not
from tests.diagnostics.imaging.finishing import installed
from tests.diagnostics.imaging.finishing.installed import IMAGE_BYTES, MIB, Recipe, run

pytestmark = [
    pytest.mark.skipif(why_not() is not None, reason=str(why_not())),
    pytest.mark.usefixtures("real_commands"),
]


@pytest.mark.parametrize("first_sector", [34, 2048])
@pytest.mark.parametrize("more", [0, 512, 33 * 512, MIB - 512, MIB, 2 * MIB - 512, 1532227840])
def test_the_last_partition_fits(first_sector: int, more: int, tmp_path: Path) -> None:
    recipe = Recipe(first_sector=first_sector, disk_bytes=IMAGE_BYTES + more)
    with installed.gpt(tmp_path, recipe) as disk:
        work = Work(disk.job())
        kernel.look_again(work)
        before = layout.read(work)
        assert before
        part = tables.growing(work, before)
        assert part
        tables.write_gpt(work, before, ids.plan(before, "seed"), part)
        assert "No problems found" in run("sgdisk", "--verify", disk.disk)
        after = json.loads(run("sfdisk", "--json", disk.disk))["partitiontable"]["partitions"]
    assert after[2]["size"] == part.sectors >= before.parts[2].sectors
    assert recipe.disk_bytes - part.end * 512 < 3 * MIB
    assert [row["start"] for row in after] == [2048, 4096, 51200]
    assert (after[2]["name"], after[2]["attrs"]) == ("the system", "GUID:59")


def test_only_the_last_one_grows(tmp_path: Path) -> None:
    """Whatever the manifest says: what stands behind it is not overwritten."""
    with installed.gpt(tmp_path) as disk:
        run("sgdisk", "--move-second-header", "--new=4:0:+10M", disk.disk)
        work = Work(disk.job())
        kernel.look_again(work)
        found = layout.read(work)
        assert found
        assert tables.growing(work, found) is None
        assert growing.grow(work, found, ids.plan(found, "seed")) is None
    assert work.messages == ["partition 3 is not the last on the disk, so it cannot grow"]

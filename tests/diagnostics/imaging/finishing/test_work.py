"""Commands that take long, and whoever wants an end of them."""

import time
from pathlib import Path

import pytest

from diagnostics.imaging.finisher import Finishing
from diagnostics.imaging.finishing.work import Work
from diagnostics.probes.host import Host
from diagnostics.run import Failed, TimedOut
from diagnostics.wire.imaging import Manifest, Source
from tests.diagnostics.imaging.finishing import installed

pytestmark = pytest.mark.usefixtures("real_commands")
MANIFEST = Manifest(
    name="mini",
    release="1",
    system="debian",
    boots=("bios",),
    source=Source(kind="raw"),
    created="2026-11-21T12:00:00+00:00",
    size_bytes=512,
    written_bytes=0,
    blocks_bytes=0,
    blocks_sha256="0" * 64,
    map_bytes=0,
    map_sha256="0" * 64,
)


class Stop(Exception):
    pass


def work(pulse: installed.Pulse) -> Work:
    written = installed.Written(Path("/dev/none"), Path("none"), MANIFEST, Path())
    job: Finishing = written.job(pulse=pulse, host=Host())
    return Work(job)


def stop_soon() -> installed.Pulse:
    calls = 0

    def pulse(_: float | None) -> None:
        nonlocal calls
        calls += 1
        if calls > 1:
            raise Stop

    return pulse


def test_it_is_stopped_at_once() -> None:
    began = time.monotonic()
    with pytest.raises(Stop):
        work(stop_soon()).run_long("sleep", "20")
    assert time.monotonic() - began < 10


def test_half_of_it_would_be_damage(tmp_path: Path) -> None:
    with pytest.raises(Stop):
        work(stop_soon()).run_long("sh", "-c", f"sleep 1; echo whole >{tmp_path}/it", whole=True)
    assert (tmp_path / "it").read_text() == "whole\n"


def test_how_it_ended() -> None:
    quiet = work(lambda _: None)
    assert quiet.run_long("echo", "fine").text == "fine\n"
    assert quiet.run_long("false", accept=(0, 1)).status == 1
    with pytest.raises(Failed, match="false ended with status 1"):
        quiet.run_long("false")
    with pytest.raises(TimedOut, match="sleep gave no answer within"):
        quiet.run_long("sleep", "20", limit_s=0.1)


def test_each_message_once() -> None:
    one = work(lambda _: None)
    one.say("something")
    one.say("something")
    assert one.messages == ["something"]

"""Who left a public computer without signing out is asked, and then signed out."""

import os
import subprocess
from pathlib import Path

import pytest

PROGRAM = (
    Path(__file__).parents[5] / "config/images/parts/kiosk/root/usr/lib/atelier/public-session"
)
MINUTE_MS = 60_000
#: ``sleep`` counts its calls and ends the loop after the last idle time that was given.
_SLEEP = """\
#!/bin/sh
n=$(cat "$HERE/turn" 2>/dev/null || echo 0)
echo $((n + 1)) >"$HERE/turn"
[ "$n" -lt "$(wc -l <"$HERE/idle")" ]
"""
_IDLE = '#!/bin/sh\nsed -n "$(cat "$HERE/turn")p" "$HERE/idle"\n'
_SAYS = '#!/bin/sh\necho "${0##*/} $*" >>"$HERE/told"\n'


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """As the kernel tells of a sound card."""
    status = tmp_path / "asound/card0/pcm0p/sub0/status"
    status.parent.mkdir(parents=True)
    status.write_text("closed\n")
    return status


def session(folder: Path, *idle_ms: int, language: str = "nl_BE.UTF-8") -> list[str]:
    """What it called, in order; it looked as often as ``idle_ms`` says how long nobody moved."""
    programs = folder / "bin"
    programs.mkdir()
    told = {"sleep": _SLEEP, "xprintidle": _IDLE}
    for name in ("firefox-esr", "notify-send", "xfce4-session-logout"):
        told[name] = _SAYS
    for name, text in told.items():
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    (folder / "idle").write_text("".join(f"{one}\n" for one in idle_ms))
    env = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "HERE": str(folder),
        "SOUND": str(folder / "asound"),
        "LANG": language,
    }
    subprocess.run(["sh", str(PROGRAM)], check=False, env=env, timeout=30)
    calls = (folder / "told").read_text().splitlines()
    return [call for call in calls if not call.startswith("firefox-esr")]


def test_who_works_is_left_alone(tmp_path: Path, sound: Path):
    assert session(tmp_path, 0, 5_000, 10 * MINUTE_MS, 3_000) == []


def test_who_left_is_asked_once_and_then_signed_out(tmp_path: Path, sound: Path):
    calls = session(tmp_path, 13 * MINUTE_MS, 870_000, 890_000, 910_000)
    assert [call.split()[0] for call in calls] == ["notify-send", "xfce4-session-logout"]
    assert "Ben je er nog?" in calls[0]
    assert calls[1] == "xfce4-session-logout --logout --fast"


def test_who_answers_by_moving_is_asked_again_the_next_time(tmp_path: Path, sound: Path):
    calls = session(tmp_path, 880_000, 1_000, 880_000, language="fr_BE.UTF-8")
    assert ["toujours" in call for call in calls] == [True, True]


def test_who_watches_a_film_is_not_signed_out(tmp_path: Path, sound: Path):
    sound.write_text("state: RUNNING\n")
    assert session(tmp_path, 30 * MINUTE_MS, 90 * MINUTE_MS) == []


def test_a_film_that_nobody_watches_ends(tmp_path: Path, sound: Path):
    sound.write_text("state: RUNNING\n")
    assert session(tmp_path, 121 * MINUTE_MS) == ["xfce4-session-logout --logout --fast"]

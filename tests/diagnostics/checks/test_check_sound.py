"""Tones, levels, cards; sound and microphone without a card."""

import io
import itertools
import math
import struct
import wave
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from diagnostics.checks import microphone, sound
from diagnostics.checks.audio import cards, tones
from diagnostics.run import Completed, Failed, MissingTool

from .conftest import Player

#: A laptop as the kernel lists it: analogue, a screen's sound, digital microphones.
PCM = """\
00-00: ALC257 Analog : ALC257 Analog : playback 1 : capture 1
00-03: HDMI 0 : HDMI 0 : playback 1
01-00: HDMI 1 : HDMI 1 : playback 1
02-06: DMIC (*) :  : capture 1
"""


def samples(raw: bytes) -> list[tuple[int, int]]:
    with wave.open(io.BytesIO(raw)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, 48_000)
        return list(struct.iter_unpack("<hh", file.readframes(file.getnframes())))


@pytest.mark.parametrize(
    ("left", "right"), [(True, False), (False, True), (True, True), (False, False)]
)
def test_a_tone_is_on_its_own_side(left: bool, right: bool) -> None:
    found = samples(tones.wav([(440.0, 0.1)], left=left, right=right))
    assert len(found) == 4800
    assert [any(side) for side in zip(*found, strict=True)] == [left, right]


def test_a_tone_has_its_pitch_starts_softly_and_never_clips() -> None:
    left = [one[0] for one in samples(tones.wav([(480.0, 1.0)]))]
    risings = sum(a < 0 <= b for a, b in itertools.pairwise(left))
    assert risings == pytest.approx(480, abs=1)
    assert max(map(abs, left[:5])) < 100
    assert 0.39 * 32767 < max(map(abs, left)) <= 0.4 * 32767


def sine(share: float, count: int = 1600, offset: int = 0) -> bytes:
    values = [offset + round(32767 * share * math.sin(2 * math.pi * n / 40)) for n in range(count)]
    return struct.pack(f"<{count}h", *values)


@pytest.mark.parametrize(
    ("raw", "level"),
    [
        (sine(1.0), -3.01),
        (sine(0.1), -23.01),
        (sine(0.1, offset=5000), -23.01),
        (sine(0.1) + b"x", -23.01),
        (sine(0.0, offset=900), tones.SILENCE_DBFS),
        (b"", tones.SILENCE_DBFS),
    ],
)
def test_levels(raw: bytes, level: float) -> None:
    assert tones.dbfs(raw) == pytest.approx(level, abs=0.01)


def test_cards(make_host: Any) -> None:
    host = make_host({"proc/asound/pcm": PCM})
    assert [one.address for one in cards.players(host)] == [
        "plughw:0,0",
        "plughw:0,3",
        "plughw:1,0",
    ]
    assert [one.address for one in cards.listeners(host)] == ["plughw:0,0", "plughw:2,6"]


@pytest.mark.parametrize("text", ["", "rubbish\n", "00-00: Name : Name\n"])
def test_no_card_is_told(make_host: Any, text: str) -> None:
    host = make_host({"proc/asound/pcm": text})
    assert not sound.there(host)
    assert not microphone.there(host)


def test_tones_are_played_left_right_and_together(make_kit: Any, make_host: Any) -> None:
    host = make_host({"proc/asound/pcm": PCM})
    played: list[list[bool]] = []
    mixed: list[str] = []

    def run(args: Sequence[str], timeout_s: float = 10, accept: Any = (0,)) -> Completed:
        if args[0] == "amixer":
            mixed.append(args[5])
            raise Failed(Completed(tuple(args), b"", "no such control", 1))
        assert args[:4] == ["aplay", "-q", "-D", "plughw:0,0"]
        sides = zip(*samples(Path(args[4]).read_bytes()), strict=True)
        played.append([any(side) for side in sides])
        return Completed(tuple(args), b"", "", 0)

    object.__setattr__(host, "run", run)
    assert sound.perform(make_kit(host)).proposes == "good"
    assert played == [[True, False], [False, True], [True, True]]
    assert "Master" in mixed


def test_a_missing_player_is_no_fault_of_the_machine(make_kit: Any, make_host: Any) -> None:
    found = sound.perform(make_kit(make_host({"proc/asound/pcm": PCM})))
    assert (found.proposes, "ontbreekt" in found.says) == ("skipped", True)


class Recording:
    """An ``arecord`` that says what a test wrote down, and ends when it has said all."""

    def __init__(self, player: Player, chunks: list[bytes]) -> None:
        self.player, self.chunks, self.stopped = player, chunks, False

    def read(self, timeout_s: float = 0) -> bytes | None:
        self.player.now += timeout_s
        return self.chunks.pop(0) if self.chunks else None

    def wait(self, timeout_s: float = 0) -> None:
        return None

    def stop(self, grace_s: float = 0) -> None:
        self.stopped = True


@pytest.mark.parametrize(
    ("chunks", "level", "proposes"),
    [
        ([sine(0.001)] * 5 + [sine(0.3)] * 5 + [sine(0.001)] * 40, -13.5, "good"),
        ([sine(0.0)] * 50, tones.SILENCE_DBFS, "wrong"),
        ([], tones.SILENCE_DBFS, "wrong"),
        # The first tenths are the card waking up: what they say does not count.
        ([sine(0.9)] * 2 + [sine(0.001)] * 40, -63.0, "wrong"),
    ],
)
def test_the_loudest_tenth_counts(
    *,
    make_kit: Any,
    make_host: Any,
    player: Player,
    chunks: list[bytes],
    level: float,
    proposes: str,
) -> None:
    host = make_host({"proc/asound/pcm": PCM.splitlines()[0]})
    recording = Recording(player, list(chunks))
    object.__setattr__(host, "start", lambda args: recording)
    found = microphone.perform(make_kit(host))
    assert found.measured["level_dbfs"] == pytest.approx(level, abs=0.1)
    assert found.proposes == proposes
    assert recording.stopped
    assert player.now < 1000 + 10


def test_an_input_that_hears_nothing_gives_way_to_the_next(
    make_kit: Any, make_host: Any, player: Player
) -> None:
    host = make_host({"proc/asound/pcm": PCM})
    asked: list[str] = []

    def start(args: Sequence[str]) -> Recording:
        asked.append(args[3])
        loud = args[3] == "plughw:2,6"
        return Recording(player, [sine(0.3 if loud else 0.0)] * 50)

    object.__setattr__(host, "start", start)
    assert microphone.perform(make_kit(host)).proposes == "good"
    assert asked == ["plughw:0,0", "plughw:2,6"]


def test_a_missing_recorder_is_told(make_kit: Any, make_host: Any) -> None:
    host = make_host({"proc/asound/pcm": PCM})

    def start(args: Sequence[str]) -> None:
        raise MissingTool(args[0])

    object.__setattr__(host, "start", start)
    assert microphone.perform(make_kit(host)).proposes == "skipped"

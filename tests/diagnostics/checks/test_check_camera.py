"""The picture of a camera as greys and half blocks; cameras by what v4l2-ctl prints."""

import io
from typing import Any

import pytest
from PIL import Image

from diagnostics.checks import camera
from diagnostics.checks.camera import grab, picture
from diagnostics.checks.camera.grab import Camera, Frame

#: What v4l2-ctl prints after ``--get-fmt-video``, in its own words.
FORMAT = """\
Format Video Capture:
\tWidth/Height      : 4/2
\tPixel Format      : '%s' (YUYV 4:2:2)
\tField             : None
\tBytes per Line    : %s
\tSize Image        : 24
"""
ASK = "v4l2-ctl -d /dev/video0 --set-fmt-video=width=320,height=240,pixelformat=%s --get-fmt-video"
SHOOT = "v4l2-ctl -d /dev/video0 --stream-mmap --stream-skip=8 --stream-count=1 --stream-to=-"
NODES = {
    "sys/class/video4linux/video0/index": "0",
    "sys/class/video4linux/video1/index": "1",
}


def yuyv(rows: list[list[int]], extra: int = 0) -> bytes:
    return b"".join(b"".join(bytes((v, 128)) for v in row) + bytes(extra) for row in rows)


@pytest.mark.parametrize("extra", [0, 4])
def test_brightness_is_every_other_byte_as_in_a_mirror(extra: int) -> None:
    rows = [[0, 50, 100, 255], [0, 50, 100, 255]]
    frame = Frame(Camera("/dev/video0", 4, 2, "YUYV", 8 + extra), yuyv(rows, extra))
    assert picture.greys(frame, 4, 1) == [[255, 100, 50, 0]] * 2


def test_a_dull_picture_gets_all_the_contrast_and_a_flat_one_none() -> None:
    dull = [[100, 110, 120, 130]] * 2
    frame = Frame(Camera("", 4, 2, "YUYV"), yuyv(dull))
    assert picture.greys(frame, 4, 1)[0] == [255, 170, 85, 0]
    flat = Frame(Camera("", 4, 2, "YUYV"), yuyv([[7] * 4] * 2))
    assert picture.greys(flat, 4, 1) == [[7] * 4] * 2


@pytest.mark.parametrize("raw", [b"", b"short", yuyv([[1, 2, 3, 4]])])
@pytest.mark.parametrize("form", ["YUYV", "MJPG"])
def test_what_is_no_picture_is_refused(raw: bytes, form: str) -> None:
    with pytest.raises(picture.Unreadable):
        picture.greys(Frame(Camera("", 4, 2, form, 8), raw), 4, 1)


def test_a_jpeg_is_read() -> None:
    file = io.BytesIO()
    image = Image.new("L", (64, 64), 0)
    image.paste(255, (32, 0, 64, 64))
    image.save(file, "JPEG")
    rows = picture.greys(Frame(Camera("", 64, 64, "MJPG"), file.getvalue()), 8, 4)
    assert [value > 128 for value in rows[0]] == [True] * 4 + [False] * 4
    assert len(rows) == 8


def test_black_and_white_are_the_darkest_and_lightest_grey() -> None:
    drawn = picture.drawn([[0, 255], [255, 0]], 2)
    assert drawn.plain == "▀▀"
    assert [str(span.style) for span in drawn.spans] == [
        "not bold black on white",
        "not bold white on black",
    ]


def test_in_between_two_greys_both_are_used() -> None:
    drawn = picture.drawn([[42] * 8] * 4, 8)
    upper = {str(span.style).split()[2] for span in drawn.spans if "on" in str(span.style)}
    assert upper == {"black", "blue"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (FORMAT % ("YUYV", 12), Camera("/dev/video0", 4, 2, "YUYV", 12)),
        (FORMAT % ("MJPG", 0), Camera("/dev/video0", 4, 2, "MJPG", 0)),
        ("VIDIOC_G_FMT: failed: Inappropriate ioctl", None),
        ("", None),
    ],
)
def test_what_a_camera_made_of_the_wish(text: str, found: Camera | None) -> None:
    assert grab.agreed("/dev/video0", text) == found


def commands(form: str, raw: str) -> dict[str, tuple[int, str]]:
    return {
        ASK % "YUYV": (0, FORMAT % (form, 8)),
        ASK % "MJPG": (0, FORMAT % (form, 8)),
        SHOOT: (0, raw),
    }


def test_the_picture_is_shown_until_a_key_and_goes_nowhere(
    make_kit: Any, make_host: Any, player: Any
) -> None:
    raw = yuyv([[65, 70, 80, 90]] * 2).decode("latin-1").replace("\x80", "A")
    host = make_host(NODES, commands("YUYV", raw))
    before = set(host.root.rglob("*"))
    found = camera.perform(make_kit(host, [None, "enter"]))
    assert found.proposes == "good"
    assert found.measured == {}
    assert sum("▀▀▀▀▀▀" in screen.partition("Camera")[2] for screen in player.screens) == 2
    assert set(host.root.rglob("*")) == before
    assert player.scrolled == []


@pytest.mark.parametrize(
    ("recorded", "proposes"),
    [
        ({}, "skipped"),
        (commands("YUYV", ""), "wrong"),
        (commands("YUYV", "short"), "wrong"),
        (commands("GREY", "anything"), "wrong"),
        (dict.fromkeys(commands("YUYV", ""), (255, "")), "wrong"),
    ],
)
def test_a_camera_without_a_picture(
    make_kit: Any, make_host: Any, recorded: Any, proposes: str
) -> None:
    assert camera.perform(make_kit(make_host(NODES, recorded))).proposes == proposes


def test_only_the_first_node_of_a_camera_counts(make_host: Any) -> None:
    assert grab.cameras(make_host(NODES)) == ("/dev/video0",)

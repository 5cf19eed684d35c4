"""One picture from a camera, through v4l2-ctl."""

import re
from dataclasses import dataclass

from diagnostics.probes.host import Host
from diagnostics.run import Completed, MissingTool, RunError

_FOLDER = "sys/class/video4linux"
_SMALL = "width=320,height=240"
#: The first pictures are dark: the camera still looks how bright it is.
_SKIP = 8
_LIMIT_S = 8


@dataclass(frozen=True, slots=True)
class Camera:
    """A node that gives pictures, and the form in which it does."""

    path: str
    width: int
    height: int
    #: As V4L2 names it: ``YUYV``, ``MJPG``…
    form: str
    bytes_a_line: int = 0


@dataclass(frozen=True, slots=True)
class Frame:
    camera: Camera
    raw: bytes


def cameras(host: Host) -> tuple[str, ...]:
    """The first node of each device: the others give its metadata."""
    names = host.names(_FOLDER)
    return tuple(f"/dev/{name}" for name in names if host.read(f"{_FOLDER}/{name}/index") == "0")


def first_working(host: Host) -> Camera | None:
    """Raises MissingTool."""
    for path in cameras(host):
        for form in ("YUYV", "MJPG"):
            try:
                camera = agreed(path, _ask(host, path, form).text)
                if camera and camera.form in {"YUYV", "MJPG", "JPEG"} and frame(host, camera).raw:
                    return camera
            except MissingTool:
                raise
            except RunError:
                continue
    return None


def _ask(host: Host, path: str, form: str) -> Completed:
    wanted = f"--set-fmt-video={_SMALL},pixelformat={form}"
    return host.run(["v4l2-ctl", "-d", path, wanted, "--get-fmt-video"], timeout_s=_LIMIT_S)


def agreed(path: str, text: str) -> Camera | None:
    """What the camera made of the wish, as ``--get-fmt-video`` prints it."""
    size = re.search(r"Width/Height\s*: (\d+)/(\d+)", text)
    form = re.search(r"Pixel Format\s*: '(\w{4})'", text)
    line = re.search(r"Bytes per Line\s*: (\d+)", text)
    if not size or not form:
        return None
    return Camera(path, int(size[1]), int(size[2]), form[1], int(line[1]) if line else 0)


def frame(host: Host, camera: Camera) -> Frame:
    """The picture goes through a pipe, never through a file. Raises RunError."""
    words = ["v4l2-ctl", "-d", camera.path, "--stream-mmap", f"--stream-skip={_SKIP}"]
    done = host.run([*words, "--stream-count=1", "--stream-to=-"], timeout_s=_LIMIT_S)
    return Frame(camera, done.stdout)

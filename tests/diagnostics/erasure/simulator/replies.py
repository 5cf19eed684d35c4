"""What a command answers, and how long it takes."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Reply:
    stdout: str | bytes = ""
    stderr: str = ""
    status: int = 0
    #: Until it ends; ``then`` gives the answer after that.
    seconds: float = 0.0
    then: Callable[[], "Reply"] | None = None

    @property
    def raw(self) -> bytes:
        return self.stdout if isinstance(self.stdout, bytes) else self.stdout.encode()


@dataclass
class Print:
    """Two streams that a command writes to line by line."""

    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)

    def reply(self, status: int = 0) -> Reply:
        return Reply(_joined(self.out), _joined(self.err), status)


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)

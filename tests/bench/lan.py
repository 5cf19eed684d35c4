"""A local network of machines, apart from the real one, in network namespaces of the kernel.

On a bridge stand this side (``ADDRESS``: the application, network boot), a router that hands out
addresses, and the virtual machines. Broadcasts and multicast pass, which QEMU's own little network
does not do: so network boot beside a router, and finding the server, are as in a workshop.
"""

import os
import subprocess
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.bench.network import Lead

ADDRESS = "192.168.77.1"
NETWORK = "192.168.77.0"
_ROUTER = "192.168.77.254"
#: An ordinary user becomes root of a namespace of users first.
_UNSHARE = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--net", "--map-root-user"]


class NoNamespaces(Exception):
    """No network apart can be made on this system; the message is its answer."""


class Room:
    """A network namespace, for as long as it is open; ``enter`` runs commands in it."""

    def __enter__(self) -> Self:
        words = "echo ready && exec cat"
        self._holder = subprocess.Popen(
            [*_UNSHARE, "sh", "-c", words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self._holder.stdout
        if self._holder.stdout.readline() != b"ready\n":
            raise NoNamespaces(self._holder.communicate()[1].decode(errors="replace").strip())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._holder.communicate()

    @property
    def pid(self) -> int:
        return self._holder.pid

    @property
    def enter(self) -> list[str]:
        """What to put before a command."""
        users = [] if os.geteuid() == 0 else ["--user", "--preserve-credentials"]
        return ["nsenter", "--target", str(self.pid), "--net", *users]

    def run(self, *command: str) -> None:
        done = subprocess.run([*self.enter, *command], check=False, capture_output=True)
        if done.returncode:
            raise NoNamespaces(f"{' '.join(command)}: {done.stderr.decode(errors='replace')}")


class Lan:
    """``here.enter`` before a command runs it at ``ADDRESS``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._leads = 0

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.here = stack.enter_context(Room())
            self._router = stack.enter_context(Room())
            self._lay()
            self._serve(
                self._router,
                f"--dhcp-range={NETWORK.removesuffix('.0')}.100,{NETWORK.removesuffix('.0')}.199",
                stack,
            )
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def lead(self) -> Lead:
        """A cable for one machine."""
        name = f"lead{self._leads}"
        self._leads += 1
        self.here.run("ip", "tuntap", "add", name, "mode", "tap")
        self.here.run("ip", "link", "set", name, "master", "bridge", "up")
        return Lead(name=name, enter=tuple(self.here.enter))

    def start(self, command: Sequence[str]) -> None:
        """Runs something here until the network goes."""
        self._stack.enter_context(_Started([*self.here.enter, *command], self._folder))

    def network_boot(self, config: Path) -> None:
        """Runs dnsmasq with a configuration of its own, beside the router."""
        self.start(["dnsmasq", "--no-daemon", f"--conf-file={config}", *_AS_HERE])

    def _lay(self) -> None:
        for words in (
            "link set lo up",
            "link add bridge type bridge forward_delay 0",
            f"addr add {ADDRESS}/24 dev bridge",
            "link set bridge up",
            f"link add router type veth peer name wire netns {self._router.pid}",
            "link set router master bridge up",
            f"route add default via {_ROUTER}",
        ):
            self.here.run("ip", *words.split())
        for words in ("link set lo up", f"addr add {_ROUTER}/24 dev wire", "link set wire up"):
            self._router.run("ip", *words.split())

    def _serve(self, room: Room, addresses: str, stack: ExitStack) -> None:
        command = ["dnsmasq", "--no-daemon", "--conf-file=/dev/null", addresses, *_AS_HERE]
        no_names = ["--port=0", f"--dhcp-leasefile={self._folder / 'leases'}"]
        stack.enter_context(_Started([*room.enter, *command, *no_names], self._folder))


#: Its own user may not exist in the namespace, and its file of numbers is not ours.
_AS_HERE = ["--user=root", "--group=root", "--pid-file"]


class _Started:
    """A command that runs for as long as it is open, and says what it says into a file."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self._command = command
        self._folder = folder

    def __enter__(self) -> Self:
        with (self._folder / "lan.txt").open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait()

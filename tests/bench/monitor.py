"""QEMU's control socket (QMP), asked from ordinary code."""

import asyncio
import contextlib
import threading
from pathlib import Path
from typing import Any

from qemu.qmp import EventListener, QMPClient, QMPError

_ANSWER_S = 60


class Monitor:
    """The library speaks asyncio, and Playwright keeps a loop in the main thread: so ours is apart.

    ``events`` holds the names of all that QEMU told by itself, oldest first.
    """

    def __init__(self) -> None:
        self.events: list[str] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._listener = EventListener()
        self._client: QMPClient | None = None
        self._reading: Any = None

    def connect(self, socket: Path) -> bool:
        """False as long as QEMU does not listen there yet."""
        if not socket.exists():
            return False
        try:
            self._wait(self._connect(socket))
        except QMPError:
            return False
        self._reading = asyncio.run_coroutine_threadsafe(self._read_events(), self._loop)
        return True

    def ask(self, command: str, **arguments: Any) -> Any:
        """Carries out one command (``quit``, ``set_link`` …). Raises QMPError."""
        if self._client is None:
            raise QMPError("not connected")
        named = {name.replace("_", "-"): value for name, value in arguments.items()}
        return self._wait(self._client.execute(command, named))

    def close(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        if self._client is not None:
            self._wait(self._disconnect(self._client))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _connect(self, socket: Path) -> None:
        client = QMPClient("bench")
        client.register_listener(self._listener)
        await client.connect(str(socket))
        self._client = client

    async def _read_events(self) -> None:
        async for event in self._listener:
            self.events.append(str(event["event"]))

    @staticmethod
    async def _disconnect(client: QMPClient) -> None:
        with contextlib.suppress(QMPError, EOFError, OSError):  # QEMU itself may have gone
            await client.disconnect()

    def _wait(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(_ANSWER_S)

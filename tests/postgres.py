"""A throw-away PostgreSQL cluster for the tests."""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

_OWNER = "postgres"
#: Memory kept as a folder. A database a test is hundreds of small files, made in a twentieth of
#: the time there; what the databases of a run need at most stays far under this.
_IN_MEMORY = Path("/dev/shm")
_ENOUGH_BYTES = 2 << 30


def find_binaries() -> Path | None:
    """The folder of ``initdb`` and ``postgres``: the newest Debian has, else that on the PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    if debian:
        return debian[0].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _fastest_folder() -> Path | None:
    """None: where temporary files go."""
    roomy = _IN_MEMORY.is_dir() and shutil.disk_usage(_IN_MEMORY).free >= _ENOUGH_BYTES
    return _IN_MEMORY if roomy else None


class Cluster:
    """Started on a socket of its own, without a network port; gone afterwards.

    ``in_memory``: where there is room for it; for many small databases.
    """

    def __init__(self, binaries: Path, *, in_memory: bool = False) -> None:
        self.binaries = binaries
        folder = _fastest_folder() if in_memory else None
        self.folder = Path(tempfile.mkdtemp(prefix="atelier-pg-", dir=folder))

    def __enter__(self) -> Self:
        data = self.folder / "data"
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            owner = pwd.getpwnam(_OWNER)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self._run("initdb", "-D", data, "-U", _OWNER, "-A", "trust", "-E", "UTF8", "--no-sync")
        options = (
            f"-k {self.folder} -c listen_addresses= -c fsync=off -c full_page_writes=off "
            "-c max_connections=200 -c shared_buffers=64MB"
        )
        self._run("pg_ctl", "-D", data, "-l", self.folder / "log", "-o", options, "-w", "start")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://{_OWNER}@/{name}?host={self.folder}"

    def create(self, template: str = "template1") -> str:
        name = f"t_{uuid.uuid4().hex}"
        # Files copied: half the time of what PostgreSQL does by default, which spares a disk.
        self._sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return name

    def drop(self, name: str) -> None:
        self._sql(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _sql(self, statement: str) -> None:
        address = f"host={self.folder} user={_OWNER} dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)

    def _run(self, program: str, *args: object) -> None:
        command = [str(self.binaries / program), *map(str, args)]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid", _OWNER, "--regid", _OWNER, "--init-groups", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder)

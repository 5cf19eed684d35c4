"""The application as it runs in earnest (gunicorn), for machines that really talk to it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.error import URLError
from urllib.request import urlopen

from sqlalchemy.orm import Session

from atelier import create_app, settings
from atelier.db import db
from atelier.upgrading import migrate
from tests.bench import network
from tests.bench.built_once import ROOT
from tests.bench.lan import ADDRESS, Lan
from tests.bench.waiting import until

_START_S = 60


@dataclass(frozen=True, slots=True)
class Certificate:
    """For TLS: two PEM files."""

    certificate: Path
    key: Path


def make_certificate(folder: Path, address: str) -> Certificate:
    """One that nobody vouches for, as a workshop makes for itself (docs/system-keeper.md)."""
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    subject = ["-subj", f"/CN={address}", "-addext", f"subjectAltName=IP:{address}"]
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"]
    to = ["-out", str(made.certificate), "-keyout", str(made.key)]
    subprocess.run(
        ["openssl", "req", "-x509", *kind, *subject, *to], check=True, capture_output=True
    )
    return made


class Server:
    """On a database in ``folder``; ``session`` looks into it from here.

    ``url`` is its address here, also in the codes on the screens of machines; ``machine_url`` is
    the same as a virtual machine sees it. ``more``: sections of settings. ``lan``: it stands on
    that network, and not on this machine's own.
    """

    def __init__(
        self,
        folder: Path,
        *,
        demo: bool = False,
        tls: Certificate | None = None,
        lan: Lan | None = None,
        more: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.folder = folder
        self._tls = tls
        self._lan = lan
        self._process: subprocess.Popen[bytes] | None = None
        self.port = _free_port()
        self._settings = {
            "database": {"url": f"sqlite:///{folder / 'demo.db'}"},
            "files": {"folder": str(folder / "files")},
            "security": {"secret_key": "only-for-tests", "secure_cookies": tls is not None},
            "health": {"disk_free_min_bytes": 0},
            "demo": {"enabled": demo},
            "site": {"address": self.url},
            **(more or {}),
        }
        self.app = create_app(settings.load(overrides=self._settings))
        with self.app.app_context():
            migrate()

    @property
    def url(self) -> str:
        return f"{self._scheme}://{self._host}:{self.port}"

    @property
    def machine_url(self) -> str:
        if self._lan:
            return self.url
        return f"{self._scheme}://{network.HOST}:{self.port}"

    @contextmanager
    def session(self) -> Iterator[Session]:
        """The database as it is now; what the block changed is committed."""
        with self.app.app_context():
            yield db.session
            db.session.commit()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        with self.app.app_context():
            db.engine.dispose()

    def start(self) -> None:
        with (self.folder / "server.txt").open("ab") as log:
            self._process = subprocess.Popen(
                self._command(), cwd=ROOT, env=self._environment(), stdout=log, stderr=log
            )
        until("the server answers", self._answers, _START_S)

    def stop(self) -> None:
        """Gone, as for a machine that still wants something of it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None

    def announce(self) -> None:
        """On its network, until that goes: machines find it by themselves."""
        assert self._lan
        config = f"ATELIER_CONFIG={self.folder / 'atelier.toml'}"
        self._lan.start(
            [
                "env",
                "--chdir",
                str(ROOT),
                config,
                str(Path(sys.executable).with_name("atelier")),
                "announce",
            ]
        )

    def log(self) -> str:
        return (self.folder / "server.txt").read_text(errors="replace")

    @property
    def _host(self) -> str:
        return ADDRESS if self._lan else "127.0.0.1"

    @property
    def _scheme(self) -> str:
        return "https" if self._tls else "http"

    def _answers(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise RuntimeError(f"the server did not start:\n{self.log()[-4000:]}")
        if self._lan:
            return "Atelier is at" in self.log()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", self.port)):
                return False
        return self._tls is not None or _is_well(f"{self.url}/healthz")

    def _command(self) -> list[str]:
        command = [*(self._lan.here.enter if self._lan else ()), sys.executable]
        command += ["-m", "gunicorn", "--config", "config/gunicorn.conf.py"]
        if self._tls:
            command += ["--certfile", str(self._tls.certificate), "--keyfile", str(self._tls.key)]
        return [*command, "wsgi:app"]

    def _environment(self) -> dict[str, str]:
        config = self.folder / "atelier.toml"
        config.write_text(_toml(self._settings))
        here = {"ATELIER_CONFIG": str(config), "ATELIER_BIND": f"{self._host}:{self.port}"}
        return os.environ | here | {"ATELIER_WORKERS": "2"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_well(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _toml(sections: Mapping[str, Mapping[str, Any]]) -> str:
    lines = []
    for section, values in sections.items():
        lines += [f"[{section}]", *(f"{name} = {_word(value)}" for name, value in values.items())]
    return "\n".join(lines) + "\n"


def _word(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()

"""gunicorn: threads, so that a slow client or a stream of events holds up nobody else."""

import os
import shutil
import socket
import sys
import tempfile
from typing import Any

bind = os.environ.get("ATELIER_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("ATELIER_WORKERS", "2"))
# Most threads wait: each machine on the bench, and each page that follows one, keeps one of them
# waiting for news (atelier/edge.py leaves some free). A thread that waits costs next to nothing.
threads = int(os.environ.get("ATELIER_THREADS", "64"))
worker_class = "gthread"
timeout = 60
# At a restart each machine that waits gets its answer first (atelier/edge.py: after 25 s at most).
graceful_timeout = 30
max_requests = 20_000
max_requests_jitter = 2_000
limit_request_line = 8190
accesslog = None
loglevel = os.environ.get("ATELIER_LOG_LEVEL", "warning")

# Workers add their figures here, so that /metrics tells of all of them; kept over a reload.
_FIGURES = "PROMETHEUS_MULTIPROC_DIR"
if _FIGURES not in os.environ:
    os.environ[_FIGURES] = tempfile.mkdtemp(prefix="atelier-metrics-")


def on_exit(server: Any) -> None:
    shutil.rmtree(os.environ[_FIGURES], ignore_errors=True)


def on_starting(server: Any) -> None:
    """Says at once that the port is taken, in words; gunicorn itself would try on and on."""
    host, _, port = bind.rpartition(":")
    if not port.isdecimal() or "LISTEN_FDS" in os.environ:
        return  # a socket file, or a socket that systemd hands over
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), int(port)))
        except OSError as error:
            sys.exit(
                f"Cannot listen on {bind}: {error.strerror}. Stop what runs there, or choose "
                "another port: ATELIER_BIND=127.0.0.1:8001 make run"
            )


def when_ready(server: Any) -> None:
    address = bind if bind.startswith("unix:") else f"http://{bind}"
    sys.stderr.write(f"Atelier is at {address}   (stop it with Ctrl-C)\n")

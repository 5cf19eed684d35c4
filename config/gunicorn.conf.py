"""gunicorn: threads, so that a slow client or a stream of events holds up nobody else."""

import os

bind = os.environ.get("ATELIER_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("ATELIER_WORKERS", "2"))
threads = 8
worker_class = "gthread"
timeout = 60
graceful_timeout = 20
max_requests = 20_000
max_requests_jitter = 2_000
limit_request_line = 8190
accesslog = None

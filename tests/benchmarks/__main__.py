"""``make bench``: how fast, at how many devices, on which database; how fast disks are erased,
and images put on them.

    python -m tests.benchmarks --devices 1000 10000 --databases sqlite --times 100
    python -m tests.benchmarks --parts erasing --gib 2

Prints a table; the aims are those of the project: 15 ms for a scan and 40 ms for any page (95 of
100), and as fast with a hundred thousand devices as with a thousand. Those of stock and lending
stand in ``lending.py``, of erasing in ``erasing.py``, of images in ``writing.py`` and
``serving.py``.
"""

import argparse
import logging
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from apiflask import APIFlask

from atelier import create_app, settings
from atelier.db import db
from atelier.demo import fill
from atelier.people.roles import Role
from atelier.upgrading import migrate
from tests.benchmarks import bench, erasing, lending, phone, serving, writing
from tests.benchmarks.filling import multiply
from tests.benchmarks.lengthening import lengthen
from tests.benchmarks.measuring import Figure, measure
from tests.postgres import Cluster, find_binaries
from tests.rules.visiting import signed_in

SIZES = (1_000, 10_000, 100_000)
PARTS = ("pages", "phone", "lending", "erasing", "writing", "serving")
DATABASES = ("sqlite", "postgresql")
_AIM_SCAN, _AIM_PAGE = 15, 40
#: Of each device, on average.
_MOVES = 10


def main() -> int:
    chosen = _arguments()
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    if os.getloadavg()[0] > 1:
        print(f"Other work runs here (load {os.getloadavg()[0]:.1f}): it slows what is measured.")
    missed = _pages(chosen) if "pages" in chosen.parts else 0
    if "phone" in chosen.parts:
        missed += phone.measure()
    if "lending" in chosen.parts:
        missed += _lending(chosen)
    if "erasing" in chosen.parts:
        missed += erasing.measure(chosen.images, chosen.gib, chosen.rounds)
    if "writing" in chosen.parts:
        missed += writing.measure(chosen.images, chosen.rounds)
    if "serving" in chosen.parts:
        missed += serving.measure(chosen.images)
    print(f"\n{missed} missed their aim" if missed else "\nall within their aim")
    return 0


def _pages(chosen: argparse.Namespace) -> int:
    """How many figures are above their aim."""
    print(f"{chosen.times} requests each, one after another; milliseconds on the server\n")
    print(f"{'':30}{'median':>9}{'p95':>9}{'queries':>9}   aim")
    missed = 0
    for database in chosen.databases:
        for devices in chosen.devices:
            with _application(database) as app:
                began = time.perf_counter()
                _fill(app, devices)
                took = time.perf_counter() - began
                print(f"\n{database}, {devices:,} devices (filled in {took:.0f} s)", flush=True)
                client = signed_in(app, Role.ADMINISTRATOR)
                for figure in measure(app, client, chosen.times):
                    missed += _print(figure)
                for figure in bench.measure(app, client, chosen.times):
                    missed += _print(figure, bench.AIM_MS)
    return missed


def _lending(chosen: argparse.Namespace) -> int:
    print("\nStock and lending; milliseconds on the server")
    missed = 0
    for database in chosen.databases:
        for devices in chosen.devices:
            with _application(database) as app:
                _fill(app, devices)
                with app.app_context(), db.engine.begin() as connection:
                    moves = lengthen(connection, _MOVES * devices)
                print(f"\n{database}, {devices:,} devices, {moves:,} moves", flush=True)
                for figure, aim in lending.measure(app, chosen.times):
                    missed += _print(figure, aim)
    return missed


def _print(figure: Figure, aim: int | None = None) -> bool:
    """Whether it is above its aim."""
    aim = aim or (_AIM_SCAN if figure.what.startswith("scan") else _AIM_PAGE)
    over = figure.p95 > aim
    said = f"{aim} ms{'  ABOVE' if over else ''}"
    print(
        f"  {figure.what:28}{figure.median:9.1f}{figure.p95:9.1f}{figure.queries:9}   {said}",
        flush=True,
    )
    return over


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--devices", type=int, nargs="+", default=SIZES)
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=DATABASES)
    parser.add_argument("--times", type=int, default=200, help="requests of each kind")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    temporary = Path(tempfile.gettempdir())
    parser.add_argument("--images", type=Path, default=temporary, help="where disk images may lie")
    parser.add_argument("--gib", type=float, default=2, help="size of the disk that is erased")
    parser.add_argument("--rounds", type=int, default=3, help="of disks; the median counts")
    return parser.parse_args()


def _fill(app: APIFlask, devices: int) -> None:
    with app.app_context():
        migrate()
        fill(db.session)
        db.session.commit()
        db.session.close()
        with db.engine.begin() as connection:
            multiply(connection, devices)


@contextmanager
def _application(database: str) -> Iterator[APIFlask]:
    with tempfile.TemporaryDirectory(prefix="atelier-bench-") as folder:
        if database == "sqlite":
            yield from _open(f"sqlite:///{folder}/bench.db", Path(folder))
            return
        binaries = find_binaries()
        if binaries is None:
            sys.exit("No PostgreSQL server programs found: install the Debian package postgresql.")
        with Cluster(binaries) as cluster:
            yield from _open(cluster.url(cluster.create()), Path(folder))


def _open(url: str, folder: Path) -> Iterator[APIFlask]:
    app = create_app(
        settings.load(
            overrides={
                "database": {"url": url},
                "files": {"folder": str(folder / "files")},
                "security": {"secret_key": "only-for-benchmarks", "secure_cookies": False},
                "demo": {"enabled": True},
            }
        )
    )
    # A line for each thing that is made would hide the figures.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    yield app
    with app.app_context():
        db.engine.dispose()


if __name__ == "__main__":
    sys.exit(main())

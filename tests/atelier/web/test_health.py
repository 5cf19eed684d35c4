"""What a watcher asks: /healthz and /metrics."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from atelier.db import db
from atelier.devices import service
from tests.conftest import make_app
from tests.factories import World
from tests.visits import Person, counted

ROOT = Path(__file__).resolve().parents[3]


def test_all_is_well(app: APIFlask) -> None:
    answer = Person(app).get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "database": "ok", "migrations": "ok", "disk": "ok"}
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_migration_not_yet_run_is_not_well(app: APIFlask, session: Session) -> None:
    session.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    answer = Person(app).get("/healthz")
    assert answer.status_code == 503
    assert answer.json["migrations"] == "not at head"
    assert answer.json["database"] == "ok"


def test_an_empty_database_is_not_well(tmp_path: Path) -> None:
    app = make_app(f"sqlite:///{tmp_path}/empty.db", tmp_path)
    answer = Person(app).get("/healthz")
    assert (answer.status_code, answer.json["migrations"]) == (503, "not at head")
    dispose(app)


def test_it_answers_wherever_the_server_was_started(sqlite_template: Path, tmp_path: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "atelier.db")
    ask = "from atelier import create_app; print(create_app().test_client().get('/healthz').text)"
    asked = subprocess.run(
        [sys.executable, "-P", "-c", ask],
        cwd=tmp_path,
        env=environment(tmp_path, free_port()),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(asked.stdout)["migrations"] == "ok"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_database_that_is_not_there_is_told_quickly_and_without_its_address(
    tmp_path: Path, kind: str
) -> None:
    url = {
        "sqlite": f"sqlite:///{tmp_path}/gone/atelier.db",
        "postgresql": "postgresql+psycopg://secretuser:secretword@127.0.0.1:9/secretname",
    }[kind]
    app = make_app(url, tmp_path)
    shutil.rmtree(tmp_path / "gone", ignore_errors=True)
    begin = time.monotonic()
    with capture_logs() as lines:
        answer = Person(app).get("/healthz")
    assert time.monotonic() - begin < 2
    assert answer.status_code == 503
    assert answer.json["status"] == "not well"
    assert answer.json["database"] == "unreachable"
    assert [line["event"] for line in lines] == ["database_unreachable"]
    assert "secret" not in answer.text + repr(lines)
    dispose(app)


def test_a_disk_that_fills_up_is_not_well(database_url: str, tmp_path: Path) -> None:
    app = make_app(database_url, tmp_path, health={"disk_free_min_bytes": 10**18})
    answer = Person(app).get("/healthz")
    assert (answer.status_code, answer.json["disk"]) == (503, "full")
    dispose(app)


def test_health_is_two_small_questions(app: APIFlask) -> None:
    person = Person(app)
    person.get("/healthz")
    with counted(db.engine) as seen:
        person.get("/healthz")
    assert len(seen) <= 4  # PostgreSQL is asked first whether the table is there


def test_figures_are_off_unless_set(app: APIFlask) -> None:
    assert Person(app).get("/metrics").status_code == 404


def test_figures_by_endpoint_step_and_state(
    database_url: str, tmp_path: Path, world: World, session: Session
) -> None:
    for _ in range(3):
        service.create(
            session, organisation_id=world.organisation.id, kind="laptop", actor=world.actor
        )
    session.commit()
    app = make_app(database_url, tmp_path, metrics={"enabled": True})
    person = Person(app)
    before = figures(person)
    for path in ("/devices/1", "/devices/2", "/no/such/page", "/no/other"):
        person.get(path)
    person._open("BREW", "/sign-in")
    after = figures(person)

    def more(name: str, **labels: str) -> float:
        key = (name, frozenset(labels.items()))
        return after.get(key, 0) - before.get(key, 0)

    page = {"endpoint": "devices.show", "method": "GET", "status": "302"}
    assert more("atelier_requests_total", **page) == 2
    nowhere = {"endpoint": "none", "method": "GET", "status": "404"}
    assert more("atelier_requests_total", **nowhere) == 2
    assert more("atelier_requests_total", endpoint="none", method="other", status="405") == 1
    assert more("atelier_request_seconds_count", endpoint="devices.show") == 2
    assert after["atelier_devices", frozenset({("next_step", "receive")})] == 3
    paths = [value for _, labels in after for _, value in labels if "/" in value]
    assert paths == []
    dispose(app)


@pytest.mark.skipif(os.name != "posix", reason="gunicorn runs on POSIX systems only")
def test_figures_of_several_workers_add_up(sqlite_template: Path, tmp_path: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "atelier.db")
    port = free_port()
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", ROOT / "config/gunicorn.conf.py", "wsgi:app"],
            cwd=ROOT,
            env=environment(tmp_path, port),
            stdout=log,
            stderr=log,
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", server)
        for _ in range(40):
            fetch(f"http://127.0.0.1:{port}/healthz")
        answers = {count_of(port, "health.healthz") for _ in range(10)}
    finally:
        server.terminate()
        server.wait(30)
    assert min(answers) >= 40
    assert len(answers) == 1, "each worker tells only what it answered itself"
    assert list(tmp_path.glob("atelier-metrics-*")) == [], "left behind after the server stopped"


def environment(folder: Path, port: int) -> dict[str, str]:
    config = folder / "config.toml"
    sections = {
        "database": {"url": f"sqlite:///{folder}/atelier.db"},
        "files": {"folder": str(folder)},
        "security": {"secret_key": "only-for-tests", "secure_cookies": False},
        "metrics": {"enabled": True},
        "health": {"disk_free_min_bytes": 0},
    }
    config.write_text(
        "\n".join(
            f"[{name}]\n" + "\n".join(f"{key} = {json.dumps(value)}" for key, value in keys.items())
            for name, keys in sections.items()
        )
    )
    kept = {key: value for key, value in os.environ.items() if key != "PROMETHEUS_MULTIPROC_DIR"}
    own = {"ATELIER_CONFIG": str(config), "ATELIER_BIND": f"127.0.0.1:{port}"}
    return {**kept, **own, "ATELIER_WORKERS": "2", "TMPDIR": str(folder)}


def wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert server.poll() is None, "gunicorn stopped by itself"
        try:
            fetch(url)
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("gunicorn did not answer within 30 seconds")


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()


def count_of(port: int, endpoint: str) -> float:
    page = fetch(f"http://127.0.0.1:{port}/metrics")
    wanted = {"endpoint": endpoint, "method": "GET", "status": "200"}
    return parsed(page)["atelier_requests_total", frozenset(wanted.items())]


def figures(person: Person) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    answer = person.get("/metrics")
    assert answer.status_code == 200
    return parsed(answer.text)


def parsed(page: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
        if sample.name.startswith("atelier")
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def dispose(app: APIFlask) -> None:
    with app.app_context():
        db.engine.dispose()

"""Keys: made where there are none, kept to their owner, replaced without losing the old ones."""

import stat
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from atelier.edge import settings
from atelier.errors import Conflict
from atelier.workshop.erasure.certificates import keys
from atelier.workshop.erasure.certificates.models import (
    Certificate,
    CertificateFile,
    SigningKey,
)
from atelier.workshop.erasure.models import StoredEvidence


def test_the_first_key_is_made_when_it_is_needed(session: Session, tmp_path: Path) -> None:
    first = keys.active(session, tmp_path)
    assert keys.active(session, tmp_path).name == first.name
    assert session.scalar(sa.select(sa.func.count(SigningKey.id))) == 1


def test_only_its_owner_reads_it(session: Session, tmp_path: Path) -> None:
    pair = keys.active(session, tmp_path / "keys")
    found = sorted((tmp_path / "keys" / pair.name).iterdir())
    assert [path.name for path in found] == ["json.pem", "pdf.pem"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in found} == {0o600}
    folders = (tmp_path / "keys", tmp_path / "keys" / pair.name)
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}


def test_the_private_half_is_nowhere_else(
    session: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pair = keys.active(session, tmp_path)
    row = session.get(SigningKey, pair.key_id)
    assert row is not None
    told = [repr(pair), row.public_key, row.certificate, *capsys.readouterr()]
    secrets = [path.read_text() for path in (tmp_path / pair.name).iterdir()]
    for secret in secrets:
        body = "".join(secret.splitlines()[1:-1])
        assert all("PRIVATE" not in text and body not in text for text in told)


def test_a_lost_file_is_said_and_no_other_key_made_by_itself(
    session: Session, tmp_path: Path
) -> None:
    pair = keys.active(session, tmp_path)
    (tmp_path / pair.name / "json.pem").unlink()
    with pytest.raises(Conflict, match="weg of onleesbaar"):
        keys.active(session, tmp_path)
    assert keys.make(session, tmp_path).name == keys.active(session, tmp_path).name != pair.name


def test_each_key_has_its_time(session: Session, tmp_path: Path) -> None:
    assert keys.periods(session) == []
    names = [keys.make(session, tmp_path).name for _ in range(3)]
    periods = keys.periods(session)
    assert [period.key.name for period in periods] == names
    assert [period.until for period in periods] == [
        periods[1].key.begins_at,
        periods[2].key.begins_at,
        None,
    ]
    assert [keys.period_of(session, period.key) for period in periods] == list(periods)


def test_they_lie_in_the_folder_of_files_unless_set_otherwise(app: APIFlask) -> None:
    assert keys.folder(settings()) == settings().files.folder / "keys"


@pytest.mark.parametrize(
    "statement",
    [
        sa.update(Certificate).values(result="erased"),
        sa.delete(Certificate),
        sa.update(CertificateFile).values(language="fr"),
        sa.delete(CertificateFile),
        sa.update(SigningKey).values(public_key="other"),
        sa.delete(SigningKey),
    ],
    ids=str,
)
def test_rows_are_written_once(
    session: Session, issue, stored: StoredEvidence, statement: sa.Executable
) -> None:
    issue(stored)
    with pytest.raises(DBAPIError, match="written once"):
        session.execute(statement)
    session.rollback()


@pytest.mark.parametrize("table", ["certificate", "certificate_file", "signing_key"])
def test_tables_refuse_to_be_emptied_at_once(session: Session, table: str) -> None:
    if session.get_bind().dialect.name == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DBAPIError, match="written once"):
        session.execute(sa.text(f"TRUNCATE {table} CASCADE"))
    session.rollback()


def test_the_commands_of_the_system_keeper(app: APIFlask) -> None:
    run = app.test_cli_runner()
    first = run.invoke(args=["certificates", "make-key"])
    assert "signs certificates" in first.output
    second = run.invoke(args=["certificates", "rotate"])
    assert "from now on" in second.output
    listed = run.invoke(args=["certificates", "keys"]).output.splitlines()
    assert [line.split()[0] in first.output + second.output for line in listed] == [True, True]
    assert listed[1].endswith("to now (UTC)")
    name = listed[1].split()[0]
    (settings().files.folder / "keys" / name / "json.pem").unlink()
    missing = run.invoke(args=["certificates", "make-key"])
    assert missing.exit_code == 1
    assert "atelier certificates rotate" in missing.output

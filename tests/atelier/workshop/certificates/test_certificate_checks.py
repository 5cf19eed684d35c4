"""``atelier check`` sees a certificate that is no longer what was signed."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.checks import certificates
from atelier.edge import settings
from atelier.workshop.erasure.certificates.models import Certificate
from atelier.workshop.erasure.models import StoredEvidence


def test_all_is_well_until_something_is_changed(
    session: Session, issue, stored: StoredEvidence
) -> None:
    issue(stored)
    assert [list(check(session)) for check in certificates.CHECKS.values()] == [[], []]
    (path,) = (settings().files.folder / "certificates").rglob("*.pdf")
    path.unlink()
    (lost,) = certificates.files_are_there(session)
    assert "gone or damaged" in str(lost)
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sa.text("DROP TRIGGER certificate_refuses_update"))
    else:
        session.execute(sa.text("ALTER TABLE certificate DISABLE TRIGGER ALL"))
    session.execute(sa.update(Certificate).values(model="Other"))
    session.expire_all()
    (changed,) = certificates.signatures_hold(session)
    assert "not what was signed" in str(changed)

"""The database itself refuses to change what is written once: its triggers are there, and on."""

from collections.abc import Callable, Iterator, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.checks.finding import Finding

#: As the migrations made them. A migration that makes a table anew has to give it its own again.
TABLES = frozenset(
    {
        "certificate",
        "certificate_file",
        "checklist",
        "erasure_attestation",
        "erasure_brought",
        "erasure_evidence",
        "erasure_refused",
        "erasure_request",
        "event",
        "image",
        "image_attestation",
        "image_decision",
        "image_first_boot",
        "image_refused",
        "image_request",
        "image_writing",
        "lending_event",
        "licence_use",
        "order_word",
        "posting",
        "signing_key",
    }
)
_SQLITE = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
_POSTGRESQL = (
    "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
    " WHERE NOT tgisinternal AND tgenabled <> 'D' AND pg_table_is_visible(pg_class.oid)"
)


def changes_are_refused(session: Session) -> Iterator[Finding]:
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    there = set(session.scalars(sa.text(_SQLITE if on_sqlite else _POSTGRESQL)))
    actions = ("update", "delete") if on_sqlite else ("update", "delete", "truncate")
    for table in sorted(TABLES):
        for action in actions:
            if f"{table}_refuses_{action}" not in there:
                yield Finding(f"table {table}", f"no longer refuses to {action}")


Check = Callable[[Session], Iterator[Finding]]
#: Each by what has to hold.
CHECKS: Mapping[str, Check] = {
    "what is written once cannot be changed": changes_are_refused,
}

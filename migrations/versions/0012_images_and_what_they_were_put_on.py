"""images, what they were put on and how that went, first boots, and licences"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.written_once import refuse_change

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

REFUSAL = "rows of this table are written once: evidence and decisions stay as they came"
WRITTEN_ONCE = (
    "image",
    "image_decision",
    "image_request",
    "image_writing",
    "image_refused",
    "image_first_boot",
    "image_attestation",
    "licence_use",
)
#: What each of these columns leads to, in whichever table.
ABOUT = {
    "organisation_id": "organisation",
    "device_id": "device",
    "station_id": "station",
    "account_id": "account",
    "asked_by_id": "account",
    "added_by_id": "account",
    "closed_by_id": "account",
    "image_id": "image",
    "writing_id": "image_writing",
    "licence_id": "licence",
    "frees_id": "licence_use",
}


def upgrade() -> None:
    _image()
    _decision()
    _request()
    _writing()
    _refused()
    _first_boot()
    _attestation()
    _licence()
    _licence_use()
    refuse_change(WRITTEN_ONCE, REFUSAL)


def downgrade() -> None:
    # With each its indexes and triggers go.
    for table in (
        "licence_use",
        "licence",
        "image_attestation",
        "image_first_boot",
        "image_refused",
        "image_writing",
        "image_request",
        "image_decision",
        "image",
    ):
        op.drop_table(table)


def _image() -> None:
    _numbered(
        "image",
        _column("organisation_id"),
        _text("sha256", 64),
        _text("name", 40),
        _text("release", 40),
        _text("system", 20),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("written_bytes", sa.BigInteger(), nullable=False),
        sa.Column("blocks_bytes", sa.BigInteger(), nullable=False),
        sa.Column("blocks", sa.BigInteger(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        _column("added_by_id", nullable=True),
        _moment("added_at"),
        unique=(("organisation_id", "sha256"), ("organisation_id", "name", "release")),
    )


def _decision() -> None:
    _numbered(
        "image_decision",
        _column("organisation_id"),
        _text("client_id", 36),
        _column("image_id"),
        _text("kind", 10),
        sa.Column("reason", sa.Text(), nullable=True),
        _document("notes"),
        sa.Column("untried", sa.Boolean(), nullable=False),
        _column("account_id"),
        _moment("at"),
        unique=(("organisation_id", "client_id"),),
    )
    _index("image_decision", "image", "image_id", "id")


def _request() -> None:
    table = "image_request"
    op.create_table(
        table,
        sa.Column("organisation_id", sa.Integer(), autoincrement=False, nullable=False),
        _text("order_id", 36),
        _column("device_id"),
        _column("image_id"),
        _text("medium", 200),
        _document("parameters"),
        sa.Column("trial", sa.Boolean(), nullable=False),
        _column("asked_by_id"),
        _moment("asked_at"),
        *(_leads(table, one) for one in ("asked_by_id", "device_id", "image_id")),
        _order(table),
        sa.PrimaryKeyConstraint("organisation_id", "order_id", name=op.f(f"pk_{table}")),
    )
    with op.batch_alter_table(table) as batch:
        batch.create_index(batch.f("ix_image_request_device_id"), ["device_id"], unique=False)
    _index(table, "image", "image_id", "device_id")


def _writing() -> None:
    _numbered(
        "image_writing",
        _column("organisation_id"),
        _text("evidence_id", 64),
        _text("order_id", 36),
        _column("device_id"),
        _column("image_id"),
        _text("medium", 200),
        _document("document"),
        _text("sha256", 64),
        _text("result", 15),
        _document("reasons"),
        sa.Column("trial", sa.Boolean(), nullable=False),
        _text("first_boot_sha256", 64, nullable=True),
        _column("station_id", nullable=True),
        _moment("received_at"),
        _order("image_writing"),
        unique=(
            ("first_boot_sha256",),
            ("organisation_id", "evidence_id"),
            ("organisation_id", "order_id"),
        ),
    )
    _index("image_writing", "device", "device_id", "id")
    _index("image_writing", "image", "image_id", "id")


def _refused() -> None:
    _numbered(
        "image_refused",
        _column("organisation_id"),
        _text("order_id", 36),
        _column("device_id"),
        _text("medium", 200, nullable=True),
        _text("problem", 20),
        sa.Column("detail", sa.Text(), nullable=False),
        _document("document"),
        _column("station_id", nullable=True),
        _moment("received_at"),
        _order("image_refused"),
    )
    _index("image_refused", "device", "device_id", "id")


def _first_boot() -> None:
    _numbered(
        "image_first_boot",
        _column("organisation_id"),
        _column("writing_id"),
        _column("device_id"),
        _text("told_id", 64, nullable=True),
        _document("document"),
        _text("sha256", 64),
        sa.Column("faults", sa.Integer(), nullable=False),
        _text("problem", 20, nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        _moment("received_at"),
        unique=(("writing_id", "told_id"),),
    )
    _index("image_first_boot", "device", "device_id", "id")


def _attestation() -> None:
    _numbered(
        "image_attestation",
        _column("organisation_id"),
        _text("client_id", 36),
        _column("writing_id"),
        _column("device_id"),
        sa.Column("reason", sa.Text(), nullable=False),
        _column("account_id"),
        _moment("at"),
        unique=(("organisation_id", "client_id"),),
    )
    _index("image_attestation", "device", "device_id", "id")


def _licence() -> None:
    _numbered(
        "licence",
        _column("organisation_id"),
        _text("client_id", 36),
        _text("product", 80),
        _text("kind", 10),
        sa.Column("count", sa.Integer(), nullable=False),
        _text("key_tail", 5, nullable=True),
        _column("added_by_id"),
        _moment("added_at"),
        _column("closed_by_id", nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("count > 0", name=op.f("ck_licence_some")),
        unique=(("organisation_id", "client_id"),),
    )
    _index("licence", "list", "organisation_id", "id")


def _licence_use() -> None:
    _numbered(
        "licence_use",
        _column("organisation_id"),
        _text("client_id", 36),
        _column("device_id"),
        _column("licence_id", nullable=True),
        _text("key_tail", 5, nullable=True),
        _column("frees_id", nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        _column("account_id"),
        _moment("at"),
        unique=(("organisation_id", "client_id"), ("frees_id",)),
    )
    _index("licence_use", "device", "device_id", "id")
    _index("licence_use", "licence", "licence_id", "id")


def _numbered(
    table: str, *parts: sa.Column[Any] | sa.Constraint, unique: tuple[tuple[str, ...], ...] = ()
) -> None:
    """A table with a number of its own, and keys to what its columns lead to."""
    leading = sorted(one.name for one in parts if isinstance(one, sa.Column) and one.name in ABOUT)
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *parts,
        *(_leads(table, name) for name in leading),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *(
            sa.UniqueConstraint(*names, name=op.f(f"uq_{table}_{'_'.join(names)}"))
            for names in unique
        ),
    )


def _leads(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{ABOUT[column]}.id"], name=op.f(f"fk_{table}_{column}")
    )


def _order(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["organisation_id", "order_id"],
        ["bench_order.organisation_id", "bench_order.id"],
        name=op.f(f"fk_{table}_organisation_id_order_id"),
    )


def _index(table: str, name: str, *columns: str) -> None:
    with op.batch_alter_table(table) as batch:
        batch.create_index(f"ix_{table}_{name}", list(columns), unique=False)


def _column(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _document(name: str) -> sa.Column[Any]:
    document = sa.JSON(none_as_null=True).with_variant(
        postgresql.JSONB(none_as_null=True), "postgresql"
    )
    return sa.Column(name, document, nullable=False)

"""checklists with their versions, and what a person answered to them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.written_once import refuse_change

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)
REFUSAL = "a version of a checklist is written once"


def upgrade() -> None:
    op.create_table(
        "checklist",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("cards", DOCUMENT, nullable=False),
        sa.Column("delivered", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_checklist_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_checklist_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist")),
        sa.UniqueConstraint(
            "organisation_id",
            "kind",
            "version",
            name=op.f("uq_checklist_organisation_id_kind_version"),
        ),
        sa.UniqueConstraint(
            "organisation_id", "client_id", name=op.f("uq_checklist_organisation_id_client_id")
        ),
    )
    refuse_change(("checklist",), REFUSAL)
    _make_draft()
    _make_checking()


def downgrade() -> None:
    op.drop_table("checking")
    op.drop_table("checklist_draft")
    op.drop_table("checklist")


def _make_draft() -> None:
    op.create_table(
        "checklist_draft",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("cards", DOCUMENT, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_checklist_draft_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_checklist_draft_account_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "kind", name=op.f("pk_checklist_draft")),
    )


def _make_checking() -> None:
    op.create_table(
        "checking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("checklist_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by_id", sa.Integer(), nullable=True),
        sa.Column("answers", DOCUMENT, nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_by_id", sa.Integer(), nullable=True),
        sa.Column("grade", sa.String(length=1), nullable=True),
        sa.Column("suggested", sa.String(length=1), nullable=True),
        sa.CheckConstraint(
            "(finished_at IS NULL) = (grade IS NULL)", name=op.f("ck_checking_graded")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_checking_organisation_id")
        ),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_checking_device_id")),
        sa.ForeignKeyConstraint(
            ["checklist_id"], ["checklist.id"], name=op.f("fk_checking_checklist_id")
        ),
        sa.ForeignKeyConstraint(
            ["begun_by_id"], ["account.id"], name=op.f("fk_checking_begun_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["finished_by_id"], ["account.id"], name=op.f("fk_checking_finished_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checking")),
        sa.UniqueConstraint(
            "organisation_id", "client_id", name=op.f("uq_checking_organisation_id_client_id")
        ),
    )
    op.create_index("ix_checking_device", "checking", ["device_id", "id"])
    op.create_index(
        "uq_checking_open",
        "checking",
        ["device_id"],
        unique=True,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )

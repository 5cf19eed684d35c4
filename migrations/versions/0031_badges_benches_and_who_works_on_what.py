"""badges benches and who works on what"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

LIVE = sa.text("revoked_at IS NULL")
WORKING = sa.text("ended_at IS NULL")
CALLING = sa.text("closed_at IS NULL")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("account", sa.Column("pin_hash", sa.String(200)))
    op.add_column(
        "account", sa.Column("pin_once", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.add_column("account", sa.Column("pin_wrong", sa.Integer, nullable=False, server_default="0"))
    _badges()
    _screens()
    _work()
    _help()


def downgrade() -> None:
    for table in ("help_call", "bench_work", "bench_screen", "badge"):
        op.drop_table(table)
    with op.batch_alter_table("account") as account:
        for column in ("pin_wrong", "pin_once", "pin_hash"):
            account.drop_column(column)


def _badges() -> None:
    op.create_table(
        "badge",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("issued_by_id", sa.Integer),
        sa.Column("last_used_at", MOMENT),
        sa.Column("revoked_at", MOMENT),
        sa.Column("revoked_by_id", sa.Integer),
        *_to("badge", organisation_id="organisation", account_id="account"),
        *_to("badge", issued_by_id="account", revoked_by_id="account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_badge_code_hash")),
        *_once("badge"),
    )
    op.create_index("ix_badge_account_id", "badge", ["account_id"])
    _partial("ix_badge_live", "badge", ["account_id"], LIVE, unique=True)


def _screens() -> None:
    op.create_table(
        "bench_screen",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("place_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by_id", sa.Integer),
        sa.Column("last_used_at", MOMENT),
        sa.Column("revoked_at", MOMENT),
        *_to("bench_screen", organisation_id="organisation", place_id="place"),
        *_to("bench_screen", created_by_id="account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bench_screen")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_bench_screen_token_hash")),
        *_once("bench_screen"),
    )
    for column in ("organisation_id", "place_id"):
        op.create_index(f"ix_bench_screen_{column}", "bench_screen", [column])


def _work() -> None:
    op.create_table(
        "bench_work",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("device_id", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("place_id", sa.Integer),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("how", sa.String(10), nullable=False),
        sa.Column("from_id", sa.Integer),
        sa.Column("ended_at", MOMENT),
        sa.Column("ending", sa.String(10)),
        *_to("bench_work", organisation_id="organisation", device_id="device"),
        *_to("bench_work", account_id="account", from_id="account", place_id="place"),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ending IS NULL)", name=op.f("ck_bench_work_ended")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bench_work")),
        *_once("bench_work"),
    )
    op.create_index("ix_bench_work_device_id", "bench_work", ["device_id"])
    _partial("ix_bench_work_open", "bench_work", ["device_id"], WORKING, unique=True)
    _partial("ix_bench_work_mine", "bench_work", ["account_id"], WORKING)


def _help() -> None:
    op.create_table(
        "help_call",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("device_id", sa.Integer),
        sa.Column("place_id", sa.Integer),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.Column("called_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.Column("answered_by_id", sa.Integer),
        sa.Column("closed_at", MOMENT),
        sa.Column("closed_by_id", sa.Integer),
        *_to("help_call", organisation_id="organisation", device_id="device", place_id="place"),
        *_to("help_call", account_id="account", answered_by_id="account", closed_by_id="account"),
        sa.CheckConstraint(
            "answered_at IS NULL OR answered_by_id IS NOT NULL", name=op.f("ck_help_call_answered")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_call")),
        *_once("help_call"),
    )
    op.create_index("ix_help_call_device_id", "help_call", ["device_id"])
    _partial("ix_help_call_open", "help_call", ["account_id"], CALLING, unique=True)
    _partial("ix_help_call_waiting", "help_call", ["organisation_id", "id"], CALLING)


def _to(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in columns.items()
    ]


def _once(table: str) -> list[sa.UniqueConstraint]:
    columns = ["organisation_id", "client_id"]
    return [sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_organisation_id_client_id"))]


def _partial(
    name: str, table: str, columns: list[str], where: sa.TextClause, *, unique: bool = False
) -> None:
    op.create_index(name, table, columns, unique=unique, sqlite_where=where, postgresql_where=where)

"""reservations, borrowers and loans"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.written_once import refuse_change

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

REFUSAL = "rows of this table are written once: what happened stays as it was noted"
TABLES = (
    "lending_event",
    "instalment",
    "loan_article",
    "loan",
    "borrower",
    "reserved_unit",
    "reservation",
)


def upgrade() -> None:
    op.create_table('reservation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('workshop_id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.String(length=36), nullable=False),
    sa.Column('place_id', sa.Integer(), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=True),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('wanted_by', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('memory_bytes', sa.BigInteger(), nullable=True),
    sa.Column('disk_bytes', sa.BigInteger(), nullable=True),
    sa.Column('screen_inches', sa.Double(), nullable=True),
    sa.Column('grade', sa.String(length=1), nullable=True),
    sa.Column('image', sa.String(length=40), nullable=True),
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('device_id IS NULL OR quantity = 1', name=op.f('ck_reservation_this_one')),
    sa.CheckConstraint('quantity BETWEEN 1 AND 200', name=op.f('ck_reservation_how_many')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_reservation_account_id')),
    sa.ForeignKeyConstraint(['device_id'], ['device.id'], name=op.f('fk_reservation_device_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_reservation_organisation_id')),
    sa.ForeignKeyConstraint(['place_id'], ['place.id'], name=op.f('fk_reservation_place_id')),
    sa.ForeignKeyConstraint(['workshop_id'], ['organisation.id'], name=op.f('fk_reservation_workshop_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reservation')),
    sa.UniqueConstraint('organisation_id', 'client_id', name=op.f('uq_reservation_organisation_id_client_id'))
    )
    op.create_index('ix_reservation_list', 'reservation', ['organisation_id', 'id'])
    op.create_index('ix_reservation_place_id', 'reservation', ['place_id'])
    op.create_index('ix_reservation_workshop', 'reservation', ['workshop_id', 'id'])

    op.create_table('reserved_unit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reservation_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('hold_id', sa.Integer(), nullable=True),
    sa.Column('picked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ready_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('keep_until', sa.Date(), nullable=True),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('resolution', sa.String(length=10), nullable=True),
    sa.CheckConstraint('(resolved_at IS NULL) = (resolution IS NULL)', name=op.f('ck_reserved_unit_resolved')),
    sa.ForeignKeyConstraint(['hold_id'], ['hold.id'], name=op.f('fk_reserved_unit_hold_id')),
    sa.ForeignKeyConstraint(['reservation_id'], ['reservation.id'], name=op.f('fk_reserved_unit_reservation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reserved_unit')),
    sa.UniqueConstraint('hold_id', name=op.f('uq_reserved_unit_hold_id')),
    sa.UniqueConstraint('reservation_id', 'number', name=op.f('uq_reserved_unit_reservation_id_number'))
    )
    op.create_index('ix_reserved_unit_open', 'reserved_unit', ['reservation_id'], sqlite_where=sa.text('resolved_at IS NULL'), postgresql_where=sa.text('resolved_at IS NULL'))

    op.create_table('borrower',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.String(length=36), nullable=False),
    sa.Column('reference', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=True),
    sa.Column('contact', sa.String(length=120), nullable=True),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('forgotten_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_borrower_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_borrower')),
    sa.UniqueConstraint('organisation_id', 'client_id', name=op.f('uq_borrower_organisation_id_client_id')),
    sa.UniqueConstraint('organisation_id', 'reference', name=op.f('uq_borrower_organisation_id_reference'))
    )

    op.create_table('loan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('workshop_id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('place_id', sa.Integer(), nullable=False),
    sa.Column('borrower_id', sa.Integer(), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_by_id', sa.Integer(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('tariff', sa.String(length=20), nullable=False),
    sa.Column('price_cents', sa.Integer(), nullable=False),
    sa.Column('state_note', sa.String(length=300), nullable=False),
    sa.Column('signed_how', sa.String(length=6), nullable=True),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.Column('ended_how', sa.String(length=10), nullable=True),
    sa.Column('answers', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"), nullable=True),
    sa.CheckConstraint('(ended_at IS NULL) = (ended_how IS NULL)', name=op.f('ck_loan_ended')),
    sa.CheckConstraint('price_cents >= 0', name=op.f('ck_loan_price')),
    sa.ForeignKeyConstraint(['borrower_id'], ['borrower.id'], name=op.f('fk_loan_borrower_id')),
    sa.ForeignKeyConstraint(['device_id'], ['device.id'], name=op.f('fk_loan_device_id')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['account.id'], name=op.f('fk_loan_ended_by_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_loan_organisation_id')),
    sa.ForeignKeyConstraint(['place_id'], ['place.id'], name=op.f('fk_loan_place_id')),
    sa.ForeignKeyConstraint(['replaces_id'], ['loan.id'], name=op.f('fk_loan_replaces_id')),
    sa.ForeignKeyConstraint(['started_by_id'], ['account.id'], name=op.f('fk_loan_started_by_id')),
    sa.ForeignKeyConstraint(['workshop_id'], ['organisation.id'], name=op.f('fk_loan_workshop_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_loan')),
    sa.UniqueConstraint('organisation_id', 'client_id', name=op.f('uq_loan_organisation_id_client_id')),
    sa.UniqueConstraint('organisation_id', 'number', name=op.f('uq_loan_organisation_id_number')),
    sa.UniqueConstraint('replaces_id', name=op.f('uq_loan_replaces_id'))
    )
    op.create_index('ix_loan_borrower_id', 'loan', ['borrower_id'])
    op.create_index('ix_loan_device_id', 'loan', ['device_id'])
    op.create_index('ix_loan_due', 'loan', ['organisation_id', 'ended_at', 'due_on'])
    op.create_index('ix_loan_live', 'loan', ['device_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_index('ix_loan_place_id', 'loan', ['place_id'])
    op.create_index('ix_loan_workshop_id', 'loan', ['workshop_id'])

    op.create_table('loan_article',
    sa.Column('loan_id', sa.Integer(), nullable=False),
    sa.Column('article_id', sa.Integer(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('returned', sa.Integer(), nullable=False),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_loan_article_how_many')),
    sa.CheckConstraint('returned BETWEEN 0 AND quantity', name=op.f('ck_loan_article_returned')),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_loan_article_article_id')),
    sa.ForeignKeyConstraint(['loan_id'], ['loan.id'], name=op.f('fk_loan_article_loan_id')),
    sa.PrimaryKeyConstraint('loan_id', 'article_id', name=op.f('pk_loan_article'))
    )

    op.create_table('instalment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('loan_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('amount_cents', sa.Integer(), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by_id', sa.Integer(), nullable=True),
    sa.Column('settled_how', sa.String(length=6), nullable=True),
    sa.CheckConstraint('amount_cents > 0', name=op.f('ck_instalment_amount')),
    sa.ForeignKeyConstraint(['loan_id'], ['loan.id'], name=op.f('fk_instalment_loan_id')),
    sa.ForeignKeyConstraint(['settled_by_id'], ['account.id'], name=op.f('fk_instalment_settled_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instalment')),
    sa.UniqueConstraint('loan_id', 'number', name=op.f('uq_instalment_loan_id_number'))
    )
    op.create_index('ix_instalment_due', 'instalment', ['settled_at', 'due_on'])

    op.create_table('lending_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.String(length=36), nullable=True),
    sa.Column('reservation_id', sa.Integer(), nullable=True),
    sa.Column('loan_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('data', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"), nullable=False),
    sa.CheckConstraint('(reservation_id IS NULL) <> (loan_id IS NULL)', name=op.f('ck_lending_event_of_one_of_them')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_lending_event_account_id')),
    sa.ForeignKeyConstraint(['loan_id'], ['loan.id'], name=op.f('fk_lending_event_loan_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_lending_event_organisation_id')),
    sa.ForeignKeyConstraint(['reservation_id'], ['reservation.id'], name=op.f('fk_lending_event_reservation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lending_event')),
    sa.UniqueConstraint('organisation_id', 'client_id', name=op.f('uq_lending_event_organisation_id_client_id'))
    )
    op.create_index('ix_lending_event_loan', 'lending_event', ['loan_id', 'id'])
    op.create_index('ix_lending_event_reservation', 'lending_event', ['reservation_id', 'id'])
    refuse_change(("lending_event",), REFUSAL)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)

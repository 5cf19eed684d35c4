"""visits at home"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('visit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.String(length=36), nullable=False),
    sa.Column('loan_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('planned_on', sa.Date(), nullable=False),
    sa.Column('moment', sa.String(length=40), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=True),
    sa.Column('helped_at_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_by_id', sa.Integer(), nullable=True),
    sa.Column('done_how', sa.String(length=10), nullable=True),
    sa.CheckConstraint('(done_at IS NULL) = (done_how IS NULL)', name=op.f('ck_visit_done')),
    sa.CheckConstraint('done_at IS NULL OR address IS NULL', name=op.f('ck_visit_address_goes')),
    sa.ForeignKeyConstraint(['done_by_id'], ['account.id'], name=op.f('fk_visit_done_by_id')),
    sa.ForeignKeyConstraint(['helped_at_id'], ['place.id'], name=op.f('fk_visit_helped_at_id')),
    sa.ForeignKeyConstraint(['loan_id'], ['loan.id'], name=op.f('fk_visit_loan_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_visit_made_by_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_visit_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit')),
    sa.UniqueConstraint('organisation_id', 'client_id', name=op.f('uq_visit_organisation_id_client_id'))
    )
    op.create_index('ix_visit_loan_id', 'visit', ['loan_id'])
    op.create_index('ix_visit_open', 'visit', ['organisation_id', 'done_at', 'planned_on'])


def downgrade() -> None:
    op.drop_table("visit")

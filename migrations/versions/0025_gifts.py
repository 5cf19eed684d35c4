"""gifts: devices given for good from stock"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('gift',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('workshop_id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('place_id', sa.Integer(), nullable=False),
    sa.Column('borrower_id', sa.Integer(), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('given_by_id', sa.Integer(), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['borrower_id'], ['borrower.id'], name=op.f('fk_gift_borrower_id')),
    sa.ForeignKeyConstraint(['device_id'], ['device.id'], name=op.f('fk_gift_device_id')),
    sa.ForeignKeyConstraint(['given_by_id'], ['account.id'], name=op.f('fk_gift_given_by_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_gift_organisation_id')),
    sa.ForeignKeyConstraint(['place_id'], ['place.id'], name=op.f('fk_gift_place_id')),
    sa.ForeignKeyConstraint(['undone_by_id'], ['account.id'], name=op.f('fk_gift_undone_by_id')),
    sa.ForeignKeyConstraint(['workshop_id'], ['organisation.id'], name=op.f('fk_gift_workshop_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gift')),
    sa.UniqueConstraint('organisation_id', 'client_id', name=op.f('uq_gift_organisation_id_client_id')),
    sa.UniqueConstraint('organisation_id', 'number', name=op.f('uq_gift_organisation_id_number'))
    )
    op.create_index('ix_gift_borrower_id', 'gift', ['borrower_id'])
    op.create_index('ix_gift_device_id', 'gift', ['device_id'])
    op.create_table('gift_article',
    sa.Column('gift_id', sa.Integer(), nullable=False),
    sa.Column('article_id', sa.Integer(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_gift_article_how_many')),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_gift_article_article_id')),
    sa.ForeignKeyConstraint(['gift_id'], ['gift.id'], name=op.f('fk_gift_article_gift_id')),
    sa.PrimaryKeyConstraint('gift_id', 'article_id', name=op.f('pk_gift_article'))
    )


def downgrade() -> None:
    op.drop_table("gift_article")
    op.drop_table("gift")

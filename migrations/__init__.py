"""Every form that the database had, one step after another; run by Alembic."""

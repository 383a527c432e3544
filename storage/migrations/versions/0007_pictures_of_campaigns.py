"""Campaigns may carry a picture"""

import sqlalchemy as sa
from alembic import op

from storage.columns import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pictures",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.SmallInteger(), nullable=False),
        sa.Column("height", sa.SmallInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", Moment(), nullable=False),
        sa.CheckConstraint("kind IN ('jpeg', 'png')", name=op.f("ck_pictures_kind")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_pictures")),
    )
    # Alembic would copy the table on SQLite, where others point to it; both databases take this.
    op.execute(
        "ALTER TABLE campaigns ADD COLUMN picture VARCHAR(64) "
        "CONSTRAINT fk_campaigns_picture_pictures REFERENCES pictures (name)"
    )

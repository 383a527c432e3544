"""How approved templates stand at the network, and what a campaign was expected to cost"""

import sqlalchemy as sa
from alembic import op

from storage.columns import Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "template_standings",
        sa.Column("name", sa.String(length=512), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("aspect", sa.String(length=8), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("told_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "aspect IN ('status', 'quality', 'category')",
            name=op.f("ck_template_standings_aspect"),
        ),
        sa.PrimaryKeyConstraint(
            "name", "language", "aspect", name=op.f("pk_template_standings")
        ),
    )
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.add_column(sa.Column("estimate", sa.Integer(), nullable=True))

"""An officer may look after several areas, and so may a campaign reach into them"""

import sqlalchemy as sa
from alembic import op

from storage.columns import Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COLUMNS = "channel, key, role, area, granted_at, granted_by"


def upgrade() -> None:
    """The key of a role gets its area; everywhere is an empty one."""
    held = op.get_bind().execute(sa.text(f"SELECT {COLUMNS} FROM roles")).all()
    op.drop_table("roles")
    op.create_table(
        "roles",
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("area", sa.String(length=20), server_default="", nullable=False),
        sa.Column("granted_at", Moment(), nullable=False),
        sa.Column("granted_by", sa.String(length=180), nullable=False),
        sa.CheckConstraint("role IN ('admin', 'officer', 'editor')", name=op.f("ck_roles_role")),
        sa.PrimaryKeyConstraint("channel", "key", "role", "area", name=op.f("pk_roles")),
    )
    giving = sa.text("INSERT INTO roles VALUES (:channel, :key, :role, :area, :at, :by)")
    for channel, key, role, area, at, by in held:
        row = {"channel": channel, "key": key, "role": role, "area": area or "", "at": at, "by": by}
        op.get_bind().execute(giving, row)
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.alter_column(
            "area", new_column_name="areas", type_=sa.Text(), existing_type=sa.String(length=20)
        )

"""What officers changed of the rules of reminders, and by which state of the rules a plan was made"""

import sqlalchemy as sa
from alembic import op

from storage.columns import Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STATES = "'sent', 'passed', 'stopped', 'blocked', 'failed'"


def upgrade() -> None:
    op.create_table(
        "rule_edits",
        sa.Column("rule", sa.String(length=24), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=True),
        sa.Column("days", sa.SmallInteger(), nullable=True),
        sa.Column("first_hour", sa.SmallInteger(), nullable=True),
        sa.Column("last_hour", sa.SmallInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("changed_by", sa.String(length=180), server_default="", nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.CheckConstraint("days BETWEEN -60 AND 60", name=op.f("ck_rule_edits_days")),
        sa.CheckConstraint(
            "first_hour BETWEEN 0 AND 23 AND last_hour BETWEEN first_hour AND 23",
            name=op.f("ck_rule_edits_hours"),
        ),
        sa.CheckConstraint(
            "(first_hour IS NULL) = (last_hour IS NULL)", name=op.f("ck_rule_edits_span")
        ),
        sa.PrimaryKeyConstraint("rule", name=op.f("pk_rule_edits")),
    )
    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("rules", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.create_index(batch_op.f("ix_reminders_rules"), ["rules"], unique=False)
    _states(f"{STATES}, 'off'")


def _states(known: str) -> None:
    with op.batch_alter_table("reminder_firings", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_reminder_firings_state"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_reminder_firings_state"), f"state IN ({known})"
        )

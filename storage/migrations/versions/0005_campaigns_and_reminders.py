"""Campaigns with their ledger, members, and reminders by rule"""

import sqlalchemy as sa
from alembic import op

from storage.columns import Id, Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "members",
        sa.Column("nik_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("paid_until", sa.String(length=7), nullable=True),
        sa.Column("payer", sa.String(length=12), server_default="self", nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "payer IN ('self', 'government', 'other')", name=op.f("ck_members_payer")
        ),
        sa.PrimaryKeyConstraint("nik_hash", name=op.f("pk_members")),
    )
    op.create_table(
        "segments",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=180), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_segments")),
    )
    op.create_table(
        "reminder_firings",
        sa.Column("rule", sa.String(length=24), nullable=False),
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        sa.Column("due_on", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint(
            "state IN ('sent', 'passed', 'stopped', 'blocked', 'failed')",
            name=op.f("ck_reminder_firings_state"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_reminder_firings_person_id_people")
        ),
        sa.PrimaryKeyConstraint("rule", "person_id", "due_on", name=op.f("pk_reminder_firings")),
    )
    with op.batch_alter_table("reminder_firings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminder_firings_at"), ["at"], unique=False)

    op.create_table(
        "campaigns",
        sa.Column("id", Id, nullable=False),
        sa.Column("made_by", sa.String(length=180), nullable=False),
        sa.Column("address_id", Id, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("area", sa.String(length=20), nullable=True),
        sa.Column("grows", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=True),
        sa.Column("chain", sa.String(length=64), server_default="", nullable=False),
        sa.Column("approved_by", sa.String(length=180), nullable=True),
        sa.Column("approved_hash", sa.String(length=64), nullable=True),
        sa.Column("cursor", Id, server_default="0", nullable=False),
        sa.Column("start_at", Moment(), nullable=False),
        sa.Column("anchor", Moment(), nullable=False),
        sa.Column("repeat", sa.String(length=8), nullable=False),
        sa.Column("late", sa.String(length=4), nullable=False),
        sa.Column("late_hours", sa.SmallInteger(), nullable=False),
        sa.Column("series", Id, nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("frozen_at", Moment(), nullable=True),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("moved_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("progress_id", Id, nullable=True),
        sa.Column("told", sa.String(length=12), server_default="", nullable=False),
        sa.CheckConstraint("late IN ('send', 'skip', 'ask')", name=op.f("ck_campaigns_late")),
        sa.CheckConstraint(
            "repeat IN ('once', 'daily', 'weekly', 'monthly')", name=op.f("ck_campaigns_repeat")
        ),
        sa.CheckConstraint(
            "status <> 'running' OR hash IS NOT NULL", name=op.f("ck_campaigns_frozen")
        ),
        sa.CheckConstraint(
            "status IN ('freezing', 'draft', 'approval', 'scheduled', 'asking', 'running', 'paused', 'done', 'cancelled')",
            name=op.f("ck_campaigns_status"),
        ),
        sa.ForeignKeyConstraint(
            ["address_id"], ["addresses.id"], name=op.f("fk_campaigns_address_id_addresses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("series", "start_at", name=op.f("uq_campaigns_series_start_at")),
    )
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.create_index(
            "ix_campaigns_open",
            ["status", "start_at"],
            unique=False,
            sqlite_where=sa.text("NOT (status IN ('done', 'cancelled'))"),
            postgresql_where=sa.text("NOT (status IN ('done', 'cancelled'))"),
        )

    op.create_table(
        "campaign_recipients",
        sa.Column("campaign_id", Id, autoincrement=False, nullable=False),
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        sa.Column("address_id", Id, nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("outbox_id", Id, nullable=True),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("not_before", Moment(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "state <> 'sending' OR outbox_id IS NOT NULL",
            name=op.f("ck_campaign_recipients_sending"),
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'held', 'sending', 'sent', 'delivered', 'read', 'refused', 'failed', 'skipped', 'cancelled', 'uncertain')",
            name=op.f("ck_campaign_recipients_state"),
        ),
        sa.ForeignKeyConstraint(
            ["address_id"],
            ["addresses.id"],
            name=op.f("fk_campaign_recipients_address_id_addresses"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns.id"],
            name=op.f("fk_campaign_recipients_campaign_id_campaigns"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_campaign_recipients_person_id_people")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "person_id", name=op.f("pk_campaign_recipients")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("campaign_recipients", schema=None) as batch_op:
        batch_op.create_index(
            "ix_campaign_recipients_open",
            ["campaign_id", "channel", "not_before"],
            unique=False,
            sqlite_where=sa.text("state IN ('queued', 'held', 'sending')"),
            postgresql_where=sa.text("state IN ('queued', 'held', 'sending')"),
        )
        batch_op.create_index(
            "ix_campaign_recipients_settled",
            ["campaign_id", "settled_at"],
            unique=False,
            sqlite_where=sa.text("settled_at IS NOT NULL"),
            postgresql_where=sa.text("settled_at IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_campaign_recipients_outbox",
            ["outbox_id"],
            unique=True,
            sqlite_where=sa.text("outbox_id IS NOT NULL"),
            postgresql_where=sa.text("outbox_id IS NOT NULL"),
        )

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("news_stopped_at", Moment(), nullable=True))

    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registrations_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("hour", sa.SmallInteger(), server_default="9", nullable=False)
        )
        batch_op.add_column(sa.Column("off_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("said_until", sa.String(length=7), nullable=True))
        batch_op.add_column(sa.Column("rule", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("due_on", sa.String(length=10), nullable=True))
        batch_op.alter_column("day", existing_type=sa.SMALLINT(), nullable=True)
        batch_op.alter_column("next_at", existing_type=sa.BIGINT(), nullable=True)
        batch_op.create_check_constraint(op.f("ck_reminders_hour"), "hour BETWEEN 0 AND 23")
        batch_op.create_check_constraint(
            op.f("ck_reminders_due"), "next_at IS NULL OR (rule IS NOT NULL AND due_on IS NOT NULL)"
        )


def downgrade() -> None:
    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_reminders_due"), type_="check")
        batch_op.drop_constraint(op.f("ck_reminders_hour"), type_="check")
        batch_op.alter_column("next_at", existing_type=sa.BIGINT(), nullable=False)
        batch_op.alter_column("day", existing_type=sa.SMALLINT(), nullable=False)
        batch_op.drop_column("due_on")
        batch_op.drop_column("rule")
        batch_op.drop_column("said_until")
        batch_op.drop_column("off_at")
        batch_op.drop_column("hour")

    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registrations_person_id"))

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_column("news_stopped_at")

    with op.batch_alter_table("campaign_recipients", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_campaign_recipients_outbox",
            sqlite_where=sa.text("outbox_id IS NOT NULL"),
            postgresql_where=sa.text("outbox_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_campaign_recipients_settled",
            sqlite_where=sa.text("settled_at IS NOT NULL"),
            postgresql_where=sa.text("settled_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_campaign_recipients_open",
            sqlite_where=sa.text("state IN ('queued', 'held', 'sending')"),
            postgresql_where=sa.text("state IN ('queued', 'held', 'sending')"),
        )

    op.drop_table("campaign_recipients")
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_campaigns_open",
            sqlite_where=sa.text("NOT (status IN ('done', 'cancelled'))"),
            postgresql_where=sa.text("NOT (status IN ('done', 'cancelled'))"),
        )

    op.drop_table("campaigns")
    with op.batch_alter_table("reminder_firings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reminder_firings_at"))

    op.drop_table("reminder_firings")
    op.drop_table("segments")
    op.drop_table("members")

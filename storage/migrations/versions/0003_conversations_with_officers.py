"""Conversations with officers, what was said in them, and the threads of the officers' group.

Also: what belongs to one person is found without reading what belongs to all.
"""

import sqlalchemy as sa
from alembic import op

from storage.columns import Id, Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TALKING, SERVED, WAKES = "status <> 'closed'", "status = 'taken'", "wake_at IS NOT NULL"
ABOUT = "about IS NOT NULL"


def _where(condition: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "handovers",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("address_id", Id, nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("officer_id", Id, nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("district", sa.String(length=20), nullable=True),
        sa.Column("nagari", sa.String(length=20), nullable=True),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("told_at", Moment(), nullable=True),
        sa.Column("taken_at", Moment(), nullable=True),
        sa.Column("wake_at", Moment(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("closed_by", sa.String(length=8), nullable=True),
        sa.CheckConstraint(
            "status IN ('waiting', 'taken', 'closed')", name=op.f("ck_handovers_status")
        ),
        sa.CheckConstraint(
            "status <> 'waiting' OR officer_id IS NULL", name=op.f("ck_handovers_officer")
        ),
        sa.CheckConstraint(
            "(status = 'closed') = (wake_at IS NULL)", name=op.f("ck_handovers_wake")
        ),
        sa.CheckConstraint(
            "(status = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_handovers_closed")
        ),
        sa.CheckConstraint(
            "closed_by IN ('officer', 'worker', 'silence', 'nobody', 'erased')",
            name=op.f("ck_handovers_closed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["address_id"], ["addresses.id"], name=op.f("fk_handovers_address_id_addresses")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["addresses.id"], name=op.f("fk_handovers_officer_id_addresses")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_handovers_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.create_index("ix_handovers_open", ["id"], unique=False, **_where(TALKING))
        batch_op.create_index("ix_handovers_person_id", ["person_id"], unique=False)
        batch_op.create_index("ix_handovers_wake_at", ["wake_at"], unique=False, **_where(WAKES))
        batch_op.create_index(
            "uq_handovers_officer", ["officer_id"], unique=True, **_where(SERVED)
        )
        batch_op.create_index(
            "uq_handovers_open_person", ["person_id"], unique=True, **_where(TALKING)
        )

    op.create_table(
        "handover_words",
        sa.Column("id", Id, nullable=False),
        sa.Column("handover_id", Id, nullable=False),
        sa.Column("speaker", sa.String(length=8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint(
            "speaker IN ('worker', 'officer', 'bot')", name=op.f("ck_handover_words_speaker")
        ),
        sa.ForeignKeyConstraint(
            ["handover_id"],
            ["handovers.id"],
            name=op.f("fk_handover_words_handover_id_handovers"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_words")),
    )
    with op.batch_alter_table("handover_words", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_words_at"), ["at"], unique=False)
        batch_op.create_index(
            "ix_handover_words_handover_id_id", ["handover_id", "id"], unique=False
        )

    op.create_table(
        "threads",
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        sa.Column("address_id", Id, autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"], ["addresses.id"], name=op.f("fk_threads_address_id_addresses")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_threads_person_id_people")
        ),
        sa.PrimaryKeyConstraint("person_id", "address_id", name=op.f("pk_threads")),
        sa.UniqueConstraint("address_id", "key", name=op.f("uq_threads_address_id_key")),
    )

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("about", Id, nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_outbox_about_people"), "people", ["about"], ["id"]
        )
        batch_op.create_index("ix_outbox_about", ["about"], unique=False, **_where(ABOUT))

    op.create_index("ix_registrations_history", "registrations", ["person_id", "id"])
    op.create_index("ix_officer_calls_person_id", "officer_calls", ["person_id"])


def downgrade() -> None:
    op.drop_index("ix_officer_calls_person_id", "officer_calls")
    op.drop_index("ix_registrations_history", "registrations")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_about", **_where(ABOUT))
        batch_op.drop_constraint(batch_op.f("fk_outbox_about_people"), type_="foreignkey")
        batch_op.drop_column("about")

    op.drop_table("threads")
    op.drop_table("handover_words")
    op.drop_table("handovers")

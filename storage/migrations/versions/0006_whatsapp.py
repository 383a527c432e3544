"""What WhatsApp needs: when somebody was last heard, how far messages came, one-time form links"""

import sqlalchemy as sa
from alembic import op

from storage.columns import Id, Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("addresses", schema=None) as batch_op:
        batch_op.add_column(sa.Column("other_key", sa.String(length=160), nullable=True))
        batch_op.add_column(sa.Column("heard_at", Moment(), nullable=True))
        batch_op.create_index(
            "ix_addresses_other_key",
            ["channel", "other_key"],
            unique=False,
            sqlite_where=sa.text("other_key IS NOT NULL"),
            postgresql_where=sa.text("other_key IS NOT NULL"),
        )

    with op.batch_alter_table("campaign_recipients", schema=None) as batch_op:
        batch_op.create_index(
            "ix_campaign_recipients_held",
            ["address_id"],
            unique=False,
            sqlite_where=sa.text("state = 'held'"),
            postgresql_where=sa.text("state = 'held'"),
        )

    op.create_table(
        "receipts",
        sa.Column("external_id", sa.String(length=160), nullable=False),
        sa.Column("outbox_id", Id, nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("told_at", Moment(), nullable=False),
        sa.Column("failure", sa.String(length=40), nullable=True),
        sa.Column("price", sa.String(length=20), server_default="", nullable=False),
        sa.Column("billable", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "stage IN ('sent', 'delivered', 'read', 'failed')", name=op.f("ck_receipts_stage")
        ),
        sa.ForeignKeyConstraint(
            ["outbox_id"], ["outbox.id"], name=op.f("fk_receipts_outbox_id_outbox")
        ),
        sa.PrimaryKeyConstraint("external_id", name=op.f("pk_receipts")),
    )
    with op.batch_alter_table("receipts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipts_outbox_id"), ["outbox_id"], unique=False)

    op.create_table(
        "form_links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("address_id", Id, nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=True),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["address_id"], ["addresses.id"], name=op.f("fk_form_links_address_id_addresses")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_form_links_person_id_people")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_form_links")),
    )
    with op.batch_alter_table("form_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_links_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_form_links_person_id"), ["person_id"], unique=False)

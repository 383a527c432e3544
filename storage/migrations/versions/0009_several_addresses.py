"""One person at several addresses: what was joined, the codes for it, telephones found by hash"""

import sqlalchemy as sa
from alembic import op

from storage.columns import Id, Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "joinings",
        sa.Column("id", Id, nullable=False),
        sa.Column("address_id", Id, nullable=False),
        sa.Column("own_person_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("proof", sa.String(length=8), nullable=False),
        sa.Column("joined_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.CheckConstraint("proof IN ('code', 'phone')", name=op.f("ck_joinings_proof")),
        sa.CheckConstraint("person_id <> own_person_id", name=op.f("ck_joinings_two")),
        sa.ForeignKeyConstraint(
            ["address_id"], ["addresses.id"], name=op.f("fk_joinings_address_id_addresses")
        ),
        sa.ForeignKeyConstraint(
            ["own_person_id"], ["people.id"], name=op.f("fk_joinings_own_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_joinings_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joinings")),
    )
    with op.batch_alter_table("joinings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_joinings_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_joinings_address",
            ["address_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "joining_codes",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("address_id", Id, nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"], ["addresses.id"], name=op.f("fk_joining_codes_address_id_addresses")
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_joining_codes")),
        sa.UniqueConstraint("address_id", name=op.f("uq_joining_codes_address_id")),
    )
    with op.batch_alter_table("joining_codes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_joining_codes_expires_at"), ["expires_at"], unique=False
        )

    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phone_hash", sa.LargeBinary(), nullable=True))
        batch_op.create_index(
            "ix_registrations_phone",
            ["phone_hash"],
            unique=False,
            sqlite_where=sa.text("phone_hash IS NOT NULL"),
            postgresql_where=sa.text("phone_hash IS NOT NULL"),
        )

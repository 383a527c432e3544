"""Who may do what, and conversations between people."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from storage.columns import Id, Moment
from storage.tables.base import metadata, partial

# Who may do what.
roles = Table(
    "roles",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("key", String(160), primary_key=True),
    Column("role", String(16), primary_key=True),
    Column("area", String(20), primary_key=True, server_default=""),  # empty: everywhere
    Column("granted_at", Moment, nullable=False),
    Column("granted_by", String(180), nullable=False),
    CheckConstraint("role IN ('admin', 'officer', 'editor')", name="role"),
)

# Something about a person that an officer should look at: told once while it is open.
officer_calls = Table(
    "officer_calls",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("reason", String(40), nullable=False),
    Column("called_at", Moment, nullable=False),
    Column("closed_at", Moment),
)
partial(
    "uq_officer_calls_open",
    "closed_at IS NULL",
    officer_calls.c.person_id,
    officer_calls.c.reason,
    unique=True,
)

# A person talks with an officer instead of the bot: waiting, taken, closed. At most one open a
# person and one taken an officer; as long as it is open, there is a time to look at it again.
TALKING = "status <> 'closed'"
SERVED = "status = 'taken'"

handovers = Table(
    "handovers",
    metadata,
    Column("id", Id, primary_key=True),  # the number officers call it by
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("address_id", Id, ForeignKey("addresses.id"), nullable=False),  # where they wrote last
    Column("status", String(8), nullable=False),
    Column("officer_id", Id, ForeignKey("addresses.id")),  # taken, and empty: by the group
    Column("reason", String(40), nullable=False),
    Column("district", String(20)),  # where they live, if they said so: officers have areas
    Column("nagari", String(20)),
    Column("asked_at", Moment, nullable=False),
    Column("told_at", Moment),  # they know that nobody has come yet: said once
    Column("taken_at", Moment),
    Column("wake_at", Moment),
    Column("closed_at", Moment),
    Column("closed_by", String(8)),
    CheckConstraint("status IN ('waiting', 'taken', 'closed')", name="status"),
    CheckConstraint("status <> 'waiting' OR officer_id IS NULL", name="officer"),
    CheckConstraint("(status = 'closed') = (wake_at IS NULL)", name="wake"),
    CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed"),
    CheckConstraint(
        "closed_by IN ('officer', 'worker', 'silence', 'nobody', 'erased')", name="closed_by"
    ),
)
partial("uq_handovers_open_person", TALKING, handovers.c.person_id, unique=True)
partial("uq_handovers_officer", SERVED, handovers.c.officer_id, unique=True)
partial("ix_handovers_open", TALKING, handovers.c.id)
partial("ix_handovers_wake_at", "wake_at IS NOT NULL", handovers.c.wake_at)
Index("ix_handovers_person_id", handovers.c.person_id)

# What was said in it, by whom, encrypted.
handover_words = Table(
    "handover_words",
    metadata,
    Column("id", Id, primary_key=True),
    Column("handover_id", Id, ForeignKey("handovers.id"), nullable=False),
    Column("speaker", String(8), nullable=False),
    Column("sealed", LargeBinary),  # blanked after RETENTION_DAYS
    Column("at", Moment, nullable=False, index=True),
    CheckConstraint("speaker IN ('worker', 'officer', 'bot')", name="speaker"),
)
Index("ix_handover_words_handover_id_id", handover_words.c.handover_id, handover_words.c.id)

# The thread of the officers' group that is about one person: one each, kept for the next time.
threads = Table(
    "threads",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("address_id", Id, ForeignKey("addresses.id"), primary_key=True, autoincrement=False),
    Column("key", String(160), nullable=False),  # the network's own id
    UniqueConstraint("address_id", "key"),
)

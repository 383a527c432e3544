"""Who talks with us, where each conversation stands, and what we promised to send."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from storage.columns import Id, Moment
from storage.tables.base import metadata, partial

# A human being, however many networks they use.
people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("created_at", Moment, nullable=False),
    Column("stopped_at", Moment),  # BERHENTI: nothing is sent first
    Column("news_stopped_at", Moment),  # no campaigns; reminders go on
    Column("source", String(64)),  # the link that brought them
)

# Where a person is reached. The key is the network's own id.
addresses = Table(
    "addresses",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("channel", String(16), nullable=False),
    Column("key", String(160), nullable=False),
    Column("name", String(160), nullable=False, server_default=""),
    Column("left_at", Moment),  # blocked us or closed the account
    Column("other_key", String(160)),  # by which alone the person may come next time
    Column("heard_at", Moment),  # last word, where the network lets us answer only for a while
    UniqueConstraint("channel", "key"),
)
partial(
    "ix_addresses_other_key",
    "other_key IS NOT NULL",
    addresses.c.channel,
    addresses.c.other_key,
)

# What has been handled: the key makes a repeat impossible. No text is kept.
inbox = Table(
    "inbox",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("external_id", String(200), primary_key=True),
    Column("received_at", Moment, nullable=False, index=True),
)

# Where each conversation stands. `revision` grows by one a turn: two turns cannot cross.
sessions = Table(
    "sessions",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
    Column("address_id", Id, ForeignKey("addresses.id"), nullable=False),
    Column("form", String(40)),
    Column("asked", String(40)),
    Column("sealed", LargeBinary, nullable=False),  # the answers so far, encrypted
    Column("updated_at", Moment, nullable=False),
    Column("wake_at", Moment),  # when silence becomes an event
)
partial("ix_sessions_wake_at", "wake_at IS NOT NULL", sessions.c.wake_at)

# Every message we promised to send, with its fate. Finished text, encrypted.
WAITING = "status = 'queued'"
UNSETTLED = "status IN ('queued', 'claimed')"

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("address_id", Id, ForeignKey("addresses.id"), nullable=False),
    Column("about", Id, ForeignKey("people.id")),  # whose words it passes on to somebody else
    Column("channel", String(16), nullable=False),
    Column("key", String(160), nullable=False),  # of the address: a pump needs no join
    Column("lane", SmallInteger, nullable=False),  # 0 reply, 1 reminder, 2 campaign
    Column("status", String(12), nullable=False),
    Column("sealed", LargeBinary),  # blanked after RETENTION_DAYS
    Column("created_at", Moment, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("claimed_by", String(40)),
    Column("lease_until", Moment),
    Column("external_id", String(160)),
    Column("reason", String(200)),
    CheckConstraint(
        "status IN ('queued', 'claimed', 'sent', 'refused', 'failed', 'skipped', 'uncertain')",
        name="status",
    ),
)
partial("ix_outbox_waiting", WAITING, outbox.c.channel, outbox.c.lane, outbox.c.id)
partial("ix_outbox_unsettled", UNSETTLED, outbox.c.address_id, outbox.c.lane, outbox.c.id)
partial("ix_outbox_claimed", "status = 'claimed'", outbox.c.channel, outbox.c.lease_until)
partial("ix_outbox_about", "about IS NOT NULL", outbox.c.about)
Index("ix_outbox_history", outbox.c.address_id, outbox.c.id)
Index("ix_outbox_created_at", outbox.c.created_at)

# How far a sent message came, where the network tells: one row for each time it was accepted.
receipts = Table(
    "receipts",
    metadata,
    Column("external_id", String(160), primary_key=True),
    Column("outbox_id", Id, ForeignKey("outbox.id"), nullable=False, index=True),
    Column("stage", String(10), nullable=False),  # moves forward only
    Column("told_at", Moment, nullable=False),
    Column("failure", String(40)),  # kept beside the stage
    Column(
        "price", String(20), nullable=False, server_default=""
    ),  # the category it was charged in
    Column("billable", Boolean),
    CheckConstraint("stage IN ('sent', 'delivered', 'read', 'failed')", name="stage"),
)

# One-time links to the secure form: bound to one draft of one person, known by a hash only.
form_links = Table(
    "form_links",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("address_id", Id, ForeignKey("addresses.id"), nullable=False),
    Column("form", String(40), nullable=False),
    Column("run", Integer, nullable=False),
    Column("field", String(40)),  # empty: the whole form
    Column("expires_at", Moment, nullable=False, index=True),
    Column("used_at", Moment),
)

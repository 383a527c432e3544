"""Every table, with its reason. What must not happen is forbidden here first."""

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.columns import Id, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _partial(name: str, condition: str, *columns: Column[Any], unique: bool = False) -> None:
    """An index over only the rows the condition holds for."""
    where = text(condition)
    Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


# A human being, however many networks they use.
people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("created_at", Moment, nullable=False),
    Column("stopped_at", Moment),  # BERHENTI: nothing is sent first
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

_partial(
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
_partial("ix_sessions_wake_at", "wake_at IS NOT NULL", sessions.c.wake_at)

# A finished pre-registration. Columns that name a person are in `sealed`.
OPEN = "status IN ('submitted', 'review')"
TAKEN = "status IN ('submitted', 'registered') AND nik_hash IS NOT NULL"
registrations = Table(
    "registrations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", String(20), nullable=False, unique=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("status", String(16), nullable=False),
    Column("nik_hash", LargeBinary),  # keyed: finds a NIK without knowing it
    Column("sealed", LargeBinary),  # all answers, encrypted; empty once erased
    Column("district", String(20)),
    Column("nagari", String(20), index=True),
    Column("occupation", String(20)),
    Column("programmes", String(20)),
    Column("payer", String(12)),
    Column("source", String(20)),
    Column("channel", String(16), nullable=False),
    Column("consent_version", String(20), nullable=False),
    Column("submitted_at", Moment, nullable=False, index=True),
    Column("updated_at", Moment, nullable=False),
    CheckConstraint(
        "status IN ('submitted', 'review', 'registered', 'rejected', 'erased')", name="status"
    ),
    CheckConstraint("status <> 'erased' OR (sealed IS NULL AND nik_hash IS NULL)", name="erased"),
)
_partial("uq_registrations_open_person", OPEN, registrations.c.person_id, unique=True)
_partial("uq_registrations_nik", TAKEN, registrations.c.nik_hash, unique=True)

# Who agreed to what, when, in which words (UU 27/2022 Pasal 24: consent must be shown).
consents = Table(
    "consents",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("purpose", String(20), nullable=False),
    Column("version", String(20), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("given_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
)

# Every message we promised to send, with its fate. Finished text, encrypted.
WAITING = "status = 'queued'"
UNSETTLED = "status IN ('queued', 'claimed')"
outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("address_id", Id, ForeignKey("addresses.id"), nullable=False),
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
_partial("ix_outbox_waiting", WAITING, outbox.c.channel, outbox.c.lane, outbox.c.id)
_partial("ix_outbox_unsettled", UNSETTLED, outbox.c.address_id, outbox.c.lane, outbox.c.id)
_partial("ix_outbox_claimed", "status = 'claimed'", outbox.c.channel, outbox.c.lease_until)
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

# Who may do what.
roles = Table(
    "roles",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("key", String(160), primary_key=True),
    Column("role", String(16), primary_key=True),
    Column("area", String(20)),  # code of a kecamatan or nagari; empty: everywhere
    Column("granted_at", Moment, nullable=False),
    Column("granted_by", String(180), nullable=False),
    CheckConstraint("role IN ('admin', 'officer', 'editor')", name="role"),
)

# People who want to talk to an officer: at most one open call each.
officer_calls = Table(
    "officer_calls",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("called_at", Moment, nullable=False),
    Column("closed_at", Moment),
)
_partial(
    "uq_officer_calls_open",
    "closed_at IS NULL",
    officer_calls.c.person_id,
    officer_calls.c.reason,
    unique=True,
)

# Monthly contribution reminders. The next time is a column: found by query, claimed by update.
reminders = Table(
    "reminders",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("address_id", Id, ForeignKey("addresses.id"), nullable=False),
    Column("day", SmallInteger, nullable=False),
    Column("next_at", Moment, nullable=False, index=True),
    CheckConstraint("day BETWEEN 1 AND 28", name="day"),
)

# Files of pre-registrations: asked for, made, fetched once, gone.
exports = Table(
    "exports",
    metadata,
    Column("id", Id, primary_key=True),
    Column("asked_by", String(180), nullable=False),
    Column("address_id", Id, ForeignKey("addresses.id")),
    Column("filter", Text, nullable=False),  # JSON
    Column("reason", String(300), nullable=False),
    Column("status", String(12), nullable=False),
    Column("token_hash", String(64), unique=True),
    Column("path", String(400)),
    Column("asked_at", Moment, nullable=False),
    Column("expires_at", Moment),
    CheckConstraint(
        "status IN ('waiting', 'ready', 'fetched', 'expired', 'failed')", name="status"
    ),
)

# Who did what with people's data. Only ever added to.
audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("actor", String(180), nullable=False),
    Column("action", String(40), nullable=False),
    Column("details", Text, nullable=False),  # JSON, never a whole NIK
)

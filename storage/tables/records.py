"""What was handed in and agreed to, and who did what with it."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, LargeBinary, String, Table, Text

from storage.columns import Id, Moment
from storage.tables.base import metadata, partial

# A finished pre-registration. Columns that name a person are in `sealed`.
OPEN = "status IN ('submitted', 'review')"
TAKEN = "status IN ('submitted', 'registered') AND nik_hash IS NOT NULL"

registrations = Table(
    "registrations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", String(20), nullable=False, unique=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("status", String(16), nullable=False),
    Column("nik_hash", LargeBinary),  # keyed: finds a NIK without knowing it
    Column("phone_hash", LargeBinary),  # the same of the telephone number
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
partial("uq_registrations_open_person", OPEN, registrations.c.person_id, unique=True)
partial("uq_registrations_nik", TAKEN, registrations.c.nik_hash, unique=True)
partial("ix_registrations_phone", "phone_hash IS NOT NULL", registrations.c.phone_hash)
Index("ix_registrations_history", registrations.c.person_id, registrations.c.id)

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

# What has been told on our own account, such as a figure that runs out: never twice.
notices = Table(
    "notices",
    metadata,
    Column("key", String(160), primary_key=True),
    Column("told_at", Moment, nullable=False),
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

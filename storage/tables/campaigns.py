"""What is said first: reminders, and campaigns with their ledger."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.columns import Codes, Id, Moment
from storage.tables.base import metadata, partial

# What a person is reminded of next. The time is a column: found by query, claimed before reading.
reminders = Table(
    "reminders",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("address_id", Id, ForeignKey("addresses.id"), nullable=False),
    Column("day", SmallInteger),  # of the month, chosen by the person
    Column("hour", SmallInteger, nullable=False, server_default="9"),
    Column("off_at", Moment),  # "jangan ingatkan"
    Column("said_until", String(7)),  # "sudah bayar": until this month, by their own word
    Column("rule", String(24)),
    Column("due_on", String(10)),
    Column("next_at", Moment, index=True),
    Column("rules", Integer, nullable=False, server_default="0", index=True),  # it was planned by
    CheckConstraint("day BETWEEN 1 AND 28", name="day"),
    CheckConstraint("hour BETWEEN 0 AND 23", name="hour"),
    CheckConstraint("next_at IS NULL OR (rule IS NOT NULL AND due_on IS NOT NULL)", name="due"),
)

# What people were reminded of, or were not and why. The key makes a second time impossible.
reminder_firings = Table(
    "reminder_firings",
    metadata,
    Column("rule", String(24), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("due_on", String(10), primary_key=True),
    Column("state", String(12), nullable=False),
    Column("at", Moment, nullable=False, index=True),
    CheckConstraint(
        "state IN ('sent', 'passed', 'stopped', 'blocked', 'failed', 'off')", name="state"
    ),
)

# What officers changed of a rule of messages/pengingat_iuran.yaml. Nothing in a column: as in the
# file. Rows are never deleted: the sum of the revisions tells one state of the rules from another.
rule_edits = Table(
    "rule_edits",
    metadata,
    Column("rule", String(24), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("active", Boolean),
    Column("days", SmallInteger),
    Column("first_hour", SmallInteger),
    Column("last_hour", SmallInteger),
    Column("text", Text),
    Column("changed_by", String(180), nullable=False, server_default=""),
    Column("changed_at", Moment, nullable=False),
    CheckConstraint("days BETWEEN -60 AND 60", name="days"),
    CheckConstraint(
        "first_hour BETWEEN 0 AND 23 AND last_hour BETWEEN first_hour AND 23", name="hours"
    ),
    CheckConstraint("(first_hour IS NULL) = (last_hour IS NULL)", name="span"),
)

# Who is a member according to the branch: until when they have paid. Found by the NIK's hash.
members = Table(
    "members",
    metadata,
    Column("nik_hash", LargeBinary, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),  # the member number (KPJ), encrypted
    Column("paid_until", String(7)),  # YYYY-MM: the last month that is paid
    Column("payer", String(12), nullable=False, server_default="self"),
    Column("updated_at", Moment, nullable=False),
    CheckConstraint("payer IN ('self', 'government', 'other')", name="payer"),
)

# A named audience, to be used again.
segments = Table(
    "segments",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("audience", Text, nullable=False),
    Column("made_by", String(180), nullable=False),
    Column("made_at", Moment, nullable=False),
)

# What officers send along with campaigns: each picture once, by the hash of its bytes.
pictures = Table(
    "pictures",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("kind", String(4), nullable=False),
    Column("size", Integer, nullable=False),  # bytes
    Column("width", SmallInteger, nullable=False),
    Column("height", SmallInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # it may show somebody
    Column("kept_at", Moment, nullable=False),  # what no campaign uses is forgotten
    CheckConstraint("kind IN ('jpeg', 'png')", name="kind"),
)

# One message to many people. What is approved is `hash`: words, picture, audience and list.
campaigns = Table(
    "campaigns",
    metadata,
    Column("id", Id, primary_key=True),
    Column("made_by", String(180), nullable=False),
    Column("address_id", Id, ForeignKey("addresses.id")),  # of the officer who is told
    Column("text", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("areas", Codes),  # where the officer may reach people
    Column("grows", Boolean, nullable=False),  # people may join until it starts
    Column("status", String(12), nullable=False),
    Column("reason", String(40)),  # why it is paused or cancelled
    Column("hash", String(64)),
    Column("chain", String(64), nullable=False, server_default=""),  # over the list so far
    Column("approved_by", String(180)),
    Column("approved_hash", String(64)),
    Column("cursor", Id, nullable=False, server_default="0"),  # the last person looked at
    Column("start_at", Moment, nullable=False),
    Column("anchor", Moment, nullable=False),  # the first start of a series
    Column("repeat", String(8), nullable=False),
    Column("late", String(4), nullable=False),  # what to do when it could not start in time
    Column("late_hours", SmallInteger, nullable=False),
    Column("series", Id),  # the first campaign of a series
    Column("made_at", Moment, nullable=False),
    Column("frozen_at", Moment),
    Column("started_at", Moment),
    Column("moved_at", Moment),  # when something last happened: a stall is seen
    Column("ended_at", Moment),
    Column("picture", String(64), ForeignKey("pictures.name")),
    Column("progress_id", Id),  # the outbox row that shows the officer how far it is
    Column("told", String(12), nullable=False, server_default=""),  # what the officer knows
    Column("estimate", Integer),  # rupiah it was expected to cost when it started
    CheckConstraint(
        "status IN ('freezing', 'draft', 'approval', 'scheduled', 'asking', 'running', 'paused', "
        "'done', 'cancelled')",
        name="status",
    ),
    CheckConstraint("status <> 'running' OR hash IS NOT NULL", name="frozen"),
    CheckConstraint("repeat IN ('once', 'daily', 'weekly', 'monthly')", name="repeat"),
    CheckConstraint("late IN ('send', 'skip', 'ask')", name="late"),
    UniqueConstraint("series", "start_at"),  # each occurrence of a series once
)
OVER = "status IN ('done', 'cancelled')"
partial("ix_campaigns_open", f"NOT ({OVER})", campaigns.c.status, campaigns.c.start_at)

# How each approved template stands at the network: what was told last of each thing about it.
template_standings = Table(
    "template_standings",
    metadata,
    Column("name", String(512), primary_key=True),
    Column("language", String(16), primary_key=True),
    Column("aspect", String(8), primary_key=True),
    Column("value", String(40), nullable=False),
    Column("told_at", Moment, nullable=False),
    CheckConstraint("aspect IN ('status', 'quality', 'category')", name="aspect"),
)

# The ledger of a campaign: one line a person, in exactly one state. The key makes twice impossible.
LEDGER_OPEN = "state IN ('queued', 'held', 'sending')"

campaign_recipients = Table(
    "campaign_recipients",
    metadata,
    Column("campaign_id", Id, ForeignKey("campaigns.id"), primary_key=True, autoincrement=False),
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("address_id", Id, ForeignKey("addresses.id"), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("state", String(12), nullable=False),
    Column("reason", String(20)),
    Column("sealed", LargeBinary),  # the text as this person gets it; empty: the campaign's own
    Column("outbox_id", Id),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("not_before", Moment, nullable=False),
    Column("settled_at", Moment),
    CheckConstraint(
        "state IN ('queued', 'held', 'sending', 'sent', 'delivered', 'read', 'refused', 'failed', "
        "'skipped', 'cancelled', 'uncertain')",
        name="state",
    ),
    CheckConstraint("state <> 'sending' OR outbox_id IS NOT NULL", name="sending"),
    sqlite_with_rowid=False,
)
partial(
    "ix_campaign_recipients_open",
    LEDGER_OPEN,
    campaign_recipients.c.campaign_id,
    campaign_recipients.c.channel,
    campaign_recipients.c.not_before,
)
partial(
    "uq_campaign_recipients_outbox",
    "outbox_id IS NOT NULL",
    campaign_recipients.c.outbox_id,
    unique=True,
)
partial(
    "ix_campaign_recipients_held",
    "state = 'held'",
    campaign_recipients.c.address_id,
)
partial(
    "ix_campaign_recipients_settled",
    "settled_at IS NOT NULL",
    campaign_recipients.c.campaign_id,
    campaign_recipients.c.settled_at,
)

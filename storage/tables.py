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
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
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
_partial("ix_outbox_waiting", WAITING, outbox.c.channel, outbox.c.lane, outbox.c.id)
_partial("ix_outbox_unsettled", UNSETTLED, outbox.c.address_id, outbox.c.lane, outbox.c.id)
_partial("ix_outbox_claimed", "status = 'claimed'", outbox.c.channel, outbox.c.lease_until)
_partial("ix_outbox_about", "about IS NOT NULL", outbox.c.about)
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
_partial(
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
_partial("uq_handovers_open_person", TALKING, handovers.c.person_id, unique=True)
_partial("uq_handovers_officer", SERVED, handovers.c.officer_id, unique=True)
_partial("ix_handovers_open", TALKING, handovers.c.id)
_partial("ix_handovers_wake_at", "wake_at IS NOT NULL", handovers.c.wake_at)
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

# Monthly contribution reminders. The next time is a column: found by query, claimed by update.
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
    CheckConstraint("state IN ('sent', 'passed', 'stopped', 'blocked', 'failed')", name="state"),
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

# What people asked and were not answered: nobody's name, and the sentence is masked before it is
# sealed. The same words count once a day. Closed ones keep no words.
questions = Table(
    "questions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("day", String(10), nullable=False),  # local, ISO
    Column("digest", LargeBinary, nullable=False),  # keyed: finds the same words again
    Column("sealed", LargeBinary),
    Column("kind", String(12), nullable=False),
    Column("topic", String(60)),  # the likeliest guess
    Column("language", String(8), nullable=False),
    Column("at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("closed_by", String(180)),
    Column("became", String(60)),  # a topic, an own answer, or "ignored"
    UniqueConstraint("digest", "day"),
    CheckConstraint("kind IN ('unsure', 'outside', 'unhelpful')", name="kind"),
    CheckConstraint("(closed_at IS NULL) = (sealed IS NOT NULL)", name="words"),
    CheckConstraint("(closed_at IS NULL) = (became IS NULL)", name="became"),
)
_partial("ix_questions_open", "closed_at IS NULL", questions.c.at)

# "Did it help?" by answer and day. Counters: who voted is not kept.
answer_votes = Table(
    "answer_votes",
    metadata,
    Column("day", String(10), primary_key=True),  # local, ISO
    Column("answer", String(60), primary_key=True),  # a page, or an own answer
    Column("helped", Integer, nullable=False, server_default="0"),
    Column("not_helped", Integer, nullable=False, server_default="0"),
    CheckConstraint("helped >= 0 AND not_helped >= 0", name="counted"),
)

# Answers that editors wrote themselves. Read by everybody, so not sealed; taken back, not erased.
own_answers = Table(
    "own_answers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("title", String(20), nullable=False),  # fits a button
    Column("body", Text, nullable=False),
    Column("source", String(100), nullable=False),
    Column("valid_until", String(10), nullable=False),  # the last day, local, ISO
    Column("written_by", String(180), nullable=False),
    Column("at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
)

# What editors taught: a sentence, and the topic or the own answer it asks for, never both.
lessons = Table(
    "lessons",
    metadata,
    Column("id", Id, primary_key=True),
    Column("digest", LargeBinary, nullable=False, unique=True),  # a sentence teaches one thing
    Column("sealed", LargeBinary, nullable=False),
    Column("topic", String(60)),
    Column("answer_id", Id, ForeignKey("own_answers.id")),
    Column("taught_by", String(180), nullable=False),
    Column("at", Moment, nullable=False),
    CheckConstraint("(topic IS NULL) <> (answer_id IS NULL)", name="one_meaning"),
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

# One message to many people. What is approved is `hash`: text, audience and list together.
campaigns = Table(
    "campaigns",
    metadata,
    Column("id", Id, primary_key=True),
    Column("made_by", String(180), nullable=False),
    Column("address_id", Id, ForeignKey("addresses.id")),  # of the officer who is told
    Column("text", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("area", String(20)),  # where the officer may reach people; empty: everywhere
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
    Column("progress_id", Id),  # the outbox row that shows the officer how far it is
    Column("told", String(12), nullable=False, server_default=""),  # what the officer knows
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
_partial("ix_campaigns_open", f"NOT ({OVER})", campaigns.c.status, campaigns.c.start_at)

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
_partial(
    "ix_campaign_recipients_open",
    LEDGER_OPEN,
    campaign_recipients.c.campaign_id,
    campaign_recipients.c.channel,
    campaign_recipients.c.not_before,
)
_partial(
    "uq_campaign_recipients_outbox",
    "outbox_id IS NOT NULL",
    campaign_recipients.c.outbox_id,
    unique=True,
)
_partial(
    "ix_campaign_recipients_held",
    "state = 'held'",
    campaign_recipients.c.address_id,
)
_partial(
    "ix_campaign_recipients_settled",
    "settled_at IS NOT NULL",
    campaign_recipients.c.campaign_id,
    campaign_recipients.c.settled_at,
)

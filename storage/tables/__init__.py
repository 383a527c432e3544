"""Every table, with its reason. What must not happen is forbidden here first."""

from storage.tables.base import metadata
from storage.tables.campaigns import (
    LEDGER_OPEN,
    OVER,
    campaign_recipients,
    campaigns,
    members,
    reminder_firings,
    reminders,
    segments,
)
from storage.tables.learning import answer_votes, lessons, own_answers, questions
from storage.tables.records import OPEN, TAKEN, audit, consents, exports, notices, registrations
from storage.tables.staff import (
    SERVED,
    TALKING,
    handover_words,
    handovers,
    officer_calls,
    roles,
    threads,
)
from storage.tables.talk import (
    UNSETTLED,
    WAITING,
    addresses,
    form_links,
    inbox,
    outbox,
    people,
    receipts,
    sessions,
)
from storage.tables.ways import JOINED, joining_codes, joinings

__all__ = [
    "JOINED",
    "LEDGER_OPEN",
    "OPEN",
    "OVER",
    "SERVED",
    "TAKEN",
    "TALKING",
    "UNSETTLED",
    "WAITING",
    "addresses",
    "answer_votes",
    "audit",
    "campaign_recipients",
    "campaigns",
    "consents",
    "exports",
    "form_links",
    "handover_words",
    "handovers",
    "inbox",
    "joining_codes",
    "joinings",
    "lessons",
    "members",
    "metadata",
    "notices",
    "officer_calls",
    "outbox",
    "own_answers",
    "people",
    "questions",
    "receipts",
    "registrations",
    "reminder_firings",
    "reminders",
    "roles",
    "segments",
    "sessions",
    "threads",
]

"""What people asked and were not answered, and what editors made of it."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.columns import Id, Moment
from storage.tables.base import metadata, partial

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
partial("ix_questions_open", "closed_at IS NULL", questions.c.at)

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

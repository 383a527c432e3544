"""Learning from questions: what was not answered, votes, own answers, lessons"""

import sqlalchemy as sa
from alembic import op

from storage.columns import Id, Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "questions",
        sa.Column("id", Id, nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("closed_by", sa.String(length=180), nullable=True),
        sa.Column("became", sa.String(length=60), nullable=True),
        sa.CheckConstraint(
            "kind IN ('unsure', 'outside', 'unhelpful')", name=op.f("ck_questions_kind")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (sealed IS NOT NULL)", name=op.f("ck_questions_words")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (became IS NULL)", name=op.f("ck_questions_became")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint("digest", "day", name=op.f("uq_questions_digest_day")),
    )
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_questions_open",
            ["at"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "answer_votes",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.String(length=60), nullable=False),
        sa.Column("helped", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_helped", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "helped >= 0 AND not_helped >= 0", name=op.f("ck_answer_votes_counted")
        ),
        sa.PrimaryKeyConstraint("day", "answer", name=op.f("pk_answer_votes")),
    )
    op.create_table(
        "own_answers",
        sa.Column("id", Id, nullable=False),
        sa.Column("title", sa.String(length=20), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("valid_until", sa.String(length=10), nullable=False),
        sa.Column("written_by", sa.String(length=180), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_answers")),
    )
    op.create_table(
        "lessons",
        sa.Column("id", Id, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=True),
        sa.Column("answer_id", Id, nullable=True),
        sa.Column("taught_by", sa.String(length=180), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint(
            "(topic IS NULL) <> (answer_id IS NULL)", name=op.f("ck_lessons_one_meaning")
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["own_answers.id"], name=op.f("fk_lessons_answer_id_own_answers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lessons")),
        sa.UniqueConstraint("digest", name=op.f("uq_lessons_digest")),
    )


def downgrade() -> None:
    op.drop_table("lessons")
    op.drop_table("own_answers")
    op.drop_table("answer_votes")
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_questions_open",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.drop_table("questions")

"""Several addresses of one person: which came from where, and the codes that prove it."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table

from storage.columns import Id, Moment
from storage.tables.base import metadata, partial

# An address that was moved to another person, proven to be the same human being. Its own person
# stays as they were, so that the way back is to move it again.
joinings = Table(
    "joinings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("address_id", Id, ForeignKey("addresses.id"), nullable=False),
    Column("own_person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("proof", String(8), nullable=False),
    Column("joined_at", Moment, nullable=False),
    Column("ended_at", Moment),
    CheckConstraint("proof IN ('code', 'phone')", name="proof"),
    CheckConstraint("person_id <> own_person_id", name="two"),
)
JOINED = "ended_at IS NULL"
partial("uq_joinings_address", JOINED, joinings.c.address_id, unique=True)

# A code shown in one chat, to be typed in another: known by a hash only, one for each address.
joining_codes = Table(
    "joining_codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("address_id", Id, ForeignKey("addresses.id"), nullable=False, unique=True),
    Column("expires_at", Moment, nullable=False, index=True),
)

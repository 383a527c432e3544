"""The ledger of campaigns: one line a person, in exactly one state, whatever happens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import (
    Executable,
    bindparam,
    delete,
    func,
    literal,
    or_,
    select,
    text,
    update,
)

from dialog.wire import Address
from storage.database import Transaction, insert_for
from storage.outbox import TEMPLATE_TROUBLE
from storage.tables import LEDGER_OPEN, addresses, campaigns, people, sessions
from storage.tables import campaign_recipients as ledger

WAITING = ("queued", "held")
OPEN = (*WAITING, "sending")
REACHED = ("sending", "sent", "delivered", "read", "uncertain")
"""States in which the message arrived, or may have."""

Line = tuple[int, int, str, str, str | None, bytes | None]
"""Person, address, channel, state, reason and sealed text of a line that is new."""


async def add(tx: Transaction, campaign_id: int, lines: Sequence[Line], at: datetime) -> None:
    """New lines; people who have one already keep it."""
    rows = [
        {
            "campaign_id": campaign_id, "person_id": person, "address_id": address,
            "channel": channel, "state": state, "reason": reason, "sealed": sealed,
            "not_before": at,
        }
        for person, address, channel, state, reason, sealed in lines
    ]  # fmt: skip
    if rows:
        await tx.execute(_adding(tx.dialect.name), rows)


@cache
def _adding(dialect: str) -> Executable:
    return insert_for(dialect, ledger).on_conflict_do_nothing()


async def forget(tx: Transaction, campaign_id: int) -> None:
    """The whole list, before anything was sent: it is made anew."""
    await tx.execute(delete(ledger).where(ledger.c.campaign_id == campaign_id))


@dataclass(frozen=True, slots=True)
class Due:
    """A line whose turn it is, with what decides at the last moment whether it goes."""

    campaign_id: int
    person_id: int
    address_id: int
    to: Address
    sealed: bytes | None
    attempts: int
    stopped: bool
    left: bool
    in_form_since: datetime | None


async def due(
    tx: Transaction, campaign_id: int, channel: str, now: datetime, limit: int
) -> list[Due]:
    """The next lines that may go. Nobody else sees them until this transaction ends."""
    wanted = {"campaign": campaign_id, "network": channel, "now": now, "most": limit}
    return [
        Due(
            campaign_id, row.person_id, row.address_id, Address(row.channel, row.key), row.sealed,
            row.attempts, bool(row.stopped), bool(row.gone),
            row.updated_at if row.form else None,
        )
        for row in (await tx.execute(_DUE, wanted)).all()
    ]  # fmt: skip


_DUE = (
    select(
        ledger.c.person_id, ledger.c.address_id, ledger.c.channel, addresses.c.key,
        ledger.c.sealed, ledger.c.attempts,
        or_(people.c.stopped_at.is_not(None), people.c.news_stopped_at.is_not(None))
        .label("stopped"),
        addresses.c.left_at.is_not(None).label("gone"),
        sessions.c.form, sessions.c.updated_at,
    )
    .join(people, people.c.id == ledger.c.person_id)
    .join(addresses, addresses.c.id == ledger.c.address_id)
    .outerjoin(sessions, sessions.c.person_id == ledger.c.person_id)
    .where(
        ledger.c.campaign_id == bindparam("campaign"),
        ledger.c.channel == bindparam("network"),
        text(f"campaign_recipients.{LEDGER_OPEN}"),
        ledger.c.state.in_(WAITING),
        ledger.c.not_before <= bindparam("now"),
    )
    .order_by(ledger.c.not_before, ledger.c.person_id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=ledger)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one line."""

    campaign_id: int
    person_id: int
    state: str
    reason: str | None = None
    not_before: datetime | None = None
    outbox_id: int | None = None


_STEPPING = (
    update(ledger)
    .where(ledger.c.campaign_id == bindparam("one"), ledger.c.person_id == bindparam("who"))
    .where(or_(*(ledger.c.state == waiting for waiting in WAITING)))
    .values(
        state=bindparam("to"),
        reason=bindparam("why"),
        not_before=func.coalesce(bindparam("later", type_=ledger.c.not_before.type),
                                 ledger.c.not_before),
        outbox_id=bindparam("row"),
        settled_at=bindparam("at"),
    )
)  # fmt: skip


async def step(tx: Transaction, steps: Sequence[Step], now: datetime) -> None:
    """Lines that wait go on: to be sent, to be held, or to an end without being sent."""
    rows = [
        {
            "one": each.campaign_id, "who": each.person_id, "to": each.state, "why": each.reason,
            "later": each.not_before, "row": each.outbox_id,
            "at": None if each.state in OPEN else now,
        }
        for each in steps
    ]  # fmt: skip
    if rows:
        await tx.execute(_STEPPING, rows)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of the outbox row of a line."""

    outbox_id: int
    state: str
    reason: str | None
    attempts: int
    not_before: datetime


_SETTLING = (
    update(ledger)
    .where(ledger.c.outbox_id == bindparam("row"), ledger.c.state == "sending")
    .values(
        state=bindparam("to"),
        reason=bindparam("why"),
        attempts=bindparam("tried"),
        not_before=bindparam("again"),
        outbox_id=bindparam("kept"),
        settled_at=bindparam("at"),
    )
)


async def settle(tx: Transaction, results: Sequence[Result], now: datetime) -> None:
    """Writes the fates of outbox rows back; a line that is to be tried again lets its row go."""
    rows = [
        {
            "row": one.outbox_id, "to": one.state, "why": one.reason, "tried": one.attempts,
            "again": one.not_before,
            "kept": None if one.state in WAITING else one.outbox_id,
            "at": None if one.state in WAITING else now,
        }
        for one in results
    ]  # fmt: skip
    if rows:
        await tx.execute(_SETTLING, rows)


_BEFORE = {
    "sent": ("sending", "uncertain"),
    "delivered": ("sending", "sent", "uncertain"),
    "read": ("sending", "sent", "uncertain", "delivered"),
    "failed": ("sending", "sent", "uncertain"),
}
"""The states that give way to what a network tells later."""


async def tell(
    tx: Transaction, outbox_id: int, state: str, reason: str | None, now: datetime
) -> None:
    """How far the message of a line came. Told before its sender could say that it was sent, it
    is all that is ever known of it, should the sender have died."""
    await tx.execute(
        update(ledger)
        .where(ledger.c.outbox_id == outbox_id, ledger.c.state.in_(_BEFORE[state]))
        .values(
            state=state,
            reason=reason,
            settled_at=func.coalesce(ledger.c.settled_at, literal(now, ledger.c.settled_at.type)),
        )
    )


async def may_go(tx: Transaction, address_ids: Sequence[int], now: datetime) -> None:
    """Lines that were held because the window was closed, or the template could not be used:
    these people have written."""
    await tx.execute(
        update(ledger)
        .where(
            ledger.c.address_id.in_(address_ids), text("state = 'held'"),
            ledger.c.reason.in_(("window", "daily_limit", *TEMPLATE_TROUBLE)),
        )
        .values(not_before=now)
    )  # fmt: skip


async def campaigns_of(tx: Transaction, outbox_ids: Sequence[int]) -> list[int]:
    query = select(ledger.c.campaign_id).where(ledger.c.outbox_id.in_(outbox_ids)).distinct()
    return list((await tx.execute(query)).scalars())


async def end_for(
    tx: Transaction, campaign_ids: Sequence[int], person_id: int, reason: str, now: datetime
) -> None:
    """What still waits for one person is never sent."""
    await tx.execute(
        update(ledger)
        .where(
            ledger.c.campaign_id.in_(campaign_ids), ledger.c.person_id == person_id,
            ledger.c.state.in_(WAITING),
        )
        .values(state="skipped", reason=reason, settled_at=now)
    )  # fmt: skip


async def blank_for(tx: Transaction, person_id: int) -> None:
    """Forgets the words to one person; that there was a line stays for the sum."""
    every = select(campaigns.c.id)  # the key begins with the campaign
    await tx.execute(
        update(ledger)
        .where(ledger.c.campaign_id.in_(every), ledger.c.person_id == person_id)
        .values(sealed=None)
    )


async def blank_before(tx: Transaction, moment: datetime) -> None:
    """The words of campaigns that ended before that are forgotten; the states stay."""
    old = select(campaigns.c.id).where(campaigns.c.ended_at < moment)
    await tx.execute(
        update(ledger)
        .where(ledger.c.campaign_id.in_(old), ledger.c.sealed.is_not(None))
        .values(sealed=None)
    )


async def close_some(
    tx: Transaction, campaign_id: int, state: str, reason: str | None, now: datetime, limit: int
) -> int:
    """Ends up to `limit` waiting lines at once; how many it were."""
    chosen = (
        select(ledger.c.person_id)
        .where(ledger.c.campaign_id == campaign_id, ledger.c.state.in_(WAITING), text(LEDGER_OPEN))
        .limit(limit)
    )
    done = await tx.execute(
        update(ledger)
        .where(ledger.c.campaign_id == campaign_id, ledger.c.person_id.in_(chosen))
        .where(ledger.c.state.in_(WAITING))
        .values(state=state, reason=reason, settled_at=now)
    )
    return done.rowcount


async def reopen(tx: Transaction, campaign_id: int, useless: Sequence[str], now: datetime) -> int:
    """Lines proven unsent wait again, but for reasons that sending again does not mend."""
    done = await tx.execute(
        update(ledger)
        .where(
            ledger.c.campaign_id == campaign_id, ledger.c.state.in_(("failed", "refused")),
            ledger.c.reason.not_in(useless),
        )
        .values(
            state="queued", reason=None, attempts=0, not_before=now, outbox_id=None,
            settled_at=None,
        )
    )  # fmt: skip
    return done.rowcount

"""Campaigns and reminders at full size: a list is frozen, due reminders are found, the pace holds.

In this process, on SQLite, without a network. The pace runs on a clock of its own: what would take
minutes takes as long as the work does.
"""

import asyncio
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, update

import bot
from bench.figures import QUICK, Aim, Figure, Pair, Size, figure
from bench.meta import NOBODY, Meta
from bench.processes import CannotRunError, memory
from bench.whatsapp import WORDS
from channels.whatsapp import WhatsAppChannel
from commands.settings import Settings, read
from dialog.wire import Outcome, Outgoing, Report, Sent
from handlers import campaign_clock, campaigns, freezing, reminders
from handlers.campaigns import Order
from handlers.delivery import Pump
from handlers.house import House
from handlers.officer import Officer
from handlers.window import Window
from storage import reminders as stored
from storage.tables import addresses, people
from storage.tables import reminders as planned

NOON = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)  # a Wednesday, nothing is quiet
RATE = 25.0
STEP = 1 / RATE
PAGE = 10_000
_ROW = "INSERT INTO plain VALUES (1, ?, ?, 'telegram', 'queued', NULL, NULL, NULL, 0, 0.0, NULL)"
_TABLE = (
    "CREATE TABLE plain (campaign_id, person_id, address_id, channel, state, reason, sealed, "
    "outbox_id, attempts, not_before, settled_at, PRIMARY KEY (campaign_id, person_id)) "
    "WITHOUT ROWID"
)


@dataclass(frozen=True, slots=True)
class Count:
    """How many people each part is about."""

    listed: int
    due: int
    sent: int


def measure(size: Size) -> Sequence[Figure]:
    count = Count(3_000, 1_000, 200) if size is QUICK else Count(1_000_000, 100_000, 10_000)
    frozen, grown = _run("a list", _frozen(count.listed))
    found, put = _run("due reminders", _reminded(count.due))
    paced = _run("the pace", _paced(count.sent))
    cloud = _run("the pace on WhatsApp", _paced_on_whatsapp(count.sent))
    rows, pace = f"the rows alone, {count.listed:,}", "what the pace allows"
    return (
        figure(f"list of {count.listed:,}", "s", rows, [frozen], Aim("figure", "≤", 15.0)),
        figure("memory it takes", "MB", "25 MB", [grown], Aim("ratio", "≤", 1.0)),
        figure(
            f"{count.due:,} due, found", "s", f"the rows alone, {count.due:,}", [found],
            Aim("figure", "≤", 5.0),
        ),
        figure(f"{count.due:,} made ready", "s", f"the rows alone, {count.due:,}", [put]),
        figure(f"{count.sent:,} sent", "s", pace, [paced], Aim("ratio", "≤", 1.02)),
        figure(f"{count.sent:,} on WhatsApp", "s", pace, [cloud], Aim("ratio", "≤", 1.02)),
    )  # fmt: skip


def _run(name: str, work: Coroutine[Any, Any, Any]) -> Any:
    print(f"campaigns: {name}", file=sys.stderr, flush=True)
    return asyncio.run(work)


@asynccontextmanager
async def _house(count: int, channel: str = "telegram") -> AsyncIterator[tuple[House, Path]]:
    """With so many people who have talked to the bot."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read({"DATA_DIR": folder, "TELEGRAM_TOKEN": "1:bench"})
        async with bot.open_house(settings) as opened:
            house = replace(opened, now=lambda: NOON)
            for first in range(1, count + 1, PAGE):
                await _meet(house, range(first, min(first + PAGE, count + 1)), channel)
            yield house, Path(folder)


async def _meet(house: House, ids: Sequence[int], channel: str) -> None:
    """Every second of them wrote just now."""
    async with house.db.write() as tx:
        await tx.execute(insert(people), [{"id": one, "created_at": NOON} for one in ids])
        rows = [
            {
                "id": one,
                "person_id": one,
                "channel": channel,
                "key": str(one),
                "name": "Siti",
                "heard_at": NOON if one % 2 else None,
            }
            for one in ids
        ]
        await tx.execute(insert(addresses), rows)


async def _frozen(count: int) -> tuple[Pair, Pair]:
    """Seconds and megabytes of freezing a list, beside writing its rows and nothing else."""
    async with _house(count) as (house, folder):
        made = await _drafted(house)
        before, began = memory(os.getpid()), time.perf_counter()
        await freezing.freeze(house, made)
        took, grown = time.perf_counter() - began, memory(os.getpid()) - before
        found = await campaigns.report(house, made)
        if found is None or found.total != count:
            raise CannotRunError("the list has not everybody in it")
        return (took, _rows_alone(folder, count)), (max(grown, 0.0), 25.0)


async def _drafted(house: House) -> int:
    made = await campaigns.draft(house, Order("Besok petugas datang.", "all"), Officer("cli:bench"))
    if not isinstance(made, int):
        raise CannotRunError(made.problem)
    return made


def _rows_alone(folder: Path, count: int) -> float:
    with sqlite3.connect(folder / "plain.db") as plain:
        plain.execute("PRAGMA journal_mode = WAL")
        plain.execute(_TABLE)
        began = time.perf_counter()
        for first in range(1, count + 1, PAGE):
            plain.executemany(_ROW, [(one, one) for one in range(first, first + PAGE)])
            plain.commit()
        return time.perf_counter() - began


async def _reminded(count: int) -> tuple[Pair, Pair]:
    """Seconds until all who are due are found, and until each has a finished reminder."""
    async with _house(count) as (house, folder):
        for first in range(1, count + 1, PAGE):
            async with house.db.write() as tx:
                ids = range(first, min(first + PAGE, count + 1))
                rows = [{"person_id": one, "address_id": one, "day": 25} for one in ids]
                await tx.execute(insert(planned), rows)
                due = {"rule": "pilihan", "due_on": "2026-11-25", "next_at": NOON}
                await tx.execute(update(planned).where(planned.c.person_id.in_(ids)).values(due))
        began = time.perf_counter()
        async with house.db.write() as tx:
            await stored.due(tx, NOON, count)
        found, began = time.perf_counter() - began, time.perf_counter()
        told = await reminders.send_due(house)
        took = time.perf_counter() - began
        if told != count:
            raise CannotRunError(f"{told} of {count} were reminded")
        alone = _rows_alone(folder, count)
        return (found, alone), (took, alone)


class _Everybody:
    """Takes every message at once."""

    name = "telegram"
    taken = 0

    async def send(self, message: Outgoing) -> Outcome:
        self.taken += 1
        return Sent(str(message.id))


async def _paced(count: int) -> Pair:
    """Seconds on the clock of the pump from the first message to the last, and by the pace."""
    async with _house(count) as (opened, _):
        gone = [0.0]
        house = replace(opened, now=lambda: NOON + timedelta(seconds=gone[0]))
        await _started(house)
        people_there = _Everybody()
        pump = Pump(house, people_there, RATE, "bench", lambda: gone[0])
        while people_there.taken < count:
            gone[0] += STEP
            await pump.drain()
        return gone[0], count / RATE


async def _started(house: House) -> int:
    made = await _drafted(house)
    await freezing.freeze(house, made)
    await campaigns.approve(house, made, Officer("telegram:1"))
    await campaign_clock.tick(house)
    return made


async def _paced_on_whatsapp(count: int) -> Pair:
    """The same through the WhatsApp channel, at the pace the program has without any setting: half
    of the people get the words and half the template, and Meta has nothing to complain of."""
    rate = Settings().whatsapp_rate
    async with _house(count, "whatsapp") as (opened, _):
        gone = [0.0]
        rules = replace(opened.rules, rates={"whatsapp": rate}, first_words=count)
        house = replace(opened, rules=rules, now=lambda: NOON + timedelta(seconds=gone[0]))
        made = await _started(house)
        meta = Meta(house.now, {str(one) for one in range(1, count + 1, 2)})
        channel = WhatsAppChannel(NOBODY, WORDS, house.now, _nothing_told, meta)
        window = Window(house, channel, count)
        pump = Pump(house, window, rate, "bench", lambda: gone[0])
        while meta.taken.total() + meta.refused.total() < count:
            gone[0] += 1 / rate
            await pump.drain()
        await _look_at(house, made, meta)
        return gone[0], count / rate


async def _look_at(house: House, campaign_id: int, meta: Meta) -> None:
    found = await campaigns.report(house, campaign_id)
    if meta.refused or found is None or found.states["sent"] != found.total:
        raise CannotRunError(f"Meta refused {dict(meta.refused)}: {found and found.states}")
    if meta.taken["template"] * 2 != found.total:
        raise CannotRunError(f"not half of them got the template: {dict(meta.taken)}")


async def _nothing_told(_: Sequence[Report]) -> None:
    """This network tells nothing later."""

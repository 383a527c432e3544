"""Which people an export holds, and what is told of each. NIK and telephone whole: it is the one
place where they leave."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers import campaign_list
from handlers.export_files import COLUMNS, Row
from handlers.house import House
from handlers.registration import FORM
from handlers.sealed import open_answers, open_session
from messages.places import OUTSIDE
from storage import registrations, sessions
from storage.database import Transaction
from storage.registrations import Filter, Registration

DRAFT = "draft"
STATUSES = ("submitted", "review", "registered", "rejected", DRAFT)


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants in the file. Dates are local and inclusive; empty means all."""

    format: str
    since: str = ""
    until: str = ""
    status: str = ""
    nagari: str = ""
    campaign: int = 0  # the list of this campaign instead

    @property
    def columns(self) -> Sequence[str]:
        return campaign_list.COLUMNS if self.campaign else COLUMNS

    @property
    def stem(self) -> str:
        """What the file is called."""
        return f"siaran-{self.campaign}" if self.campaign else "pra-pendaftaran"


async def size(house: House, order: Order) -> int | None:
    """How many rows it will be; nothing where only reading them tells."""
    if order.status == DRAFT:
        return None
    async with house.db.read() as tx:
        return await registrations.count(tx, _filter(order, house.rules.zone))


def rows(house: House, tx: Transaction, order: Order) -> AsyncIterator[Row]:
    """One person a row, in the order they came."""
    if order.campaign:
        return campaign_list.rows(house, tx, order.campaign)
    return (_drafts if order.status == DRAFT else _filed)(house, tx, order)


async def _filed(house: House, tx: Transaction, order: Order) -> AsyncIterator[Row]:
    async for registration in registrations.stream(tx, _filter(order, house.rules.zone)):
        if registration.sealed is not None:
            answers = open_answers(house.vault, registration.sealed, registration.number)
            yield _row(house, registration, answers)


def _row(house: House, one: Registration, answers: dict[str, str]) -> Row:
    local = one.submitted_at.astimezone(house.rules.zone)
    return {
        **answers,
        **_place_names(house, answers),
        "number": one.number,
        "status": one.status,
        "submitted_at": local.isoformat(timespec="seconds"),
        "channel": one.channel,
        "source": one.source or "",
    }


async def _drafts(house: House, tx: Transaction, order: Order) -> AsyncIterator[Row]:
    """Answers of people in the middle of the form who agreed: staff can help them finish."""
    wanted = _filter(order, house.rules.zone)
    async for one in sessions.unfinished(tx, FORM, wanted.since, wanted.until):
        answers = dict(open_session(house.vault, one.sealed, one.person_id).answers)
        if answers.get("consent") != "ya" or wanted.nagari not in (None, answers.get("nagari")):
            continue
        updated = one.updated_at.astimezone(house.rules.zone).isoformat(timespec="seconds")
        places = _place_names(house, answers)
        yield {**answers, **places, "status": DRAFT, "submitted_at": updated}


def _place_names(house: House, answers: dict[str, str]) -> dict[str, str]:
    """Official names instead of codes, as the import expects them back."""
    fields = ("district", "nagari")
    named = {name: house.catalog.places.name_of(answers.get(name, "")) for name in fields}
    if answers.get("district") == OUTSIDE:
        named["district"] = answers.get("outside_address", "")
    return named


def _filter(order: Order, zone: ZoneInfo) -> Filter:
    return Filter(
        since=_midnight(order.since, zone),
        until=_midnight(order.until, zone, days=1),
        status=order.status or None,
        nagari=order.nagari or None,
    )


def _midnight(day: str, zone: ZoneInfo, days: int = 0) -> datetime | None:
    if not day:
        return None
    found = date.fromisoformat(day) + timedelta(days=days)
    return datetime(found.year, found.month, found.day, tzinfo=zone)

"""What sending would come to: who gets it, who does not and why, three real examples, the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers import spending, template_news
from handlers.campaigns import CAP_SPAN, Report, report
from handlers.house import House
from handlers.sealed import open_text
from handlers.window import closed_before
from messages import campaign_text
from storage import campaign_lines, campaigns, recipients
from storage.campaigns import Campaign
from storage.database import Transaction

SAMPLES = 3
STEP = timedelta(minutes=5)
LONGEST = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class FirstWords:
    """What WhatsApp makes of it: whom nobody may write to freely, how long that takes, the cost."""

    people: int  # all who get it there
    outside: int  # of these, whose window is closed: they get the template first
    limit: int  # people a day
    rupiah: int  # at most, the answers of people not counted
    spent: int  # this month so far, all messages together
    template: str | None = None  # why the template cannot be used as it stands now

    @property
    def days(self) -> int:
        return -(-self.outside // self.limit)


@dataclass(frozen=True, slots=True)
class Estimate:
    """The card an officer sees before sending."""

    report: Report
    gets_it: int
    skipped: Mapping[str, int]  # by reason
    capped: int  # of those who would get it: had enough campaigns lately, as of now
    samples: tuple[str, ...]
    starts: datetime
    ends: datetime | None  # nothing: not within three months
    first_words: FirstWords | None = None  # nothing: nobody is on WhatsApp


async def estimate(house: House, campaign_id: int) -> Estimate | None:
    """Of a campaign whose list is frozen."""
    found = await report(house, campaign_id)
    if found is None:
        return None
    one, now = found.campaign, house.now()
    async with house.db.read() as tx:
        capped = await _capped(house, tx, one, now)
        samples = await _samples(house, tx, one)
        skipped = await campaign_lines.counts(tx, one.id)
        first_words = await _first_words(house, tx, found, now)
    starts = max(now, one.start_at)
    days = first_words.days if first_words else 0
    return Estimate(
        report=found,
        gets_it=sum(found.states[state] for state in recipients.OPEN),
        skipped={why: count for (state, why), count in skipped.items() if state == "skipped"},
        capped=capped,
        samples=samples,
        starts=starts,
        ends=ends(house, starts, found.waiting, days),
        first_words=first_words,
    )


async def _first_words(
    house: House, tx: Transaction, found: Report, now: datetime
) -> FirstWords | None:
    """As of now: who writes until then opens the window."""
    count = found.waiting.get(spending.PAID, 0)
    if not count:
        return None
    outside, price = await _cost(house, tx, found.campaign, count, now)
    spent = await spending.this_month(house, tx, now)
    why = await template_news.in_the_way(house, tx, found.campaign, now)
    return FirstWords(count, outside, house.rules.first_words, price, spent, why)


async def _cost(
    house: House, tx: Transaction, one: Campaign, count: int, now: datetime
) -> tuple[int, int]:
    """How many of so many are outside their window, and rupiah for all of them."""
    outside = await campaign_lines.outside(tx, one.id, spending.PAID, closed_before(now))
    cost, day = house.catalog.prices.rupiah, house.today(now)
    price = cost(spending.MARKETING, outside, day) + cost(spending.SERVICE, count - outside, day)
    return outside, price


async def expected(house: House, tx: Transaction, one: Campaign, now: datetime) -> int | None:
    """Rupiah that sending will cost as things stand; nothing where it costs nothing."""
    if spending.PAID not in house.rules.rates:
        return None
    waiting = await campaign_lines.waiting_by_channel(tx, one.id)
    count = waiting.get(spending.PAID, 0)
    return (await _cost(house, tx, one, count, now))[1] if count else None


async def _capped(house: House, tx: Transaction, one: Campaign, now: datetime) -> int:
    since, cap = now - CAP_SPAN, house.rules.campaign_cap
    others = [other for other in await campaigns.lately(tx, since) if other != one.id]
    return await campaign_lines.capped(tx, one.id, others, since, cap) if len(others) >= cap else 0


async def _samples(house: House, tx: Transaction, one: Campaign) -> tuple[str, ...]:
    """As these people will read it."""
    return tuple(
        str(campaign_text.render(one.text, {}))
        if sample.sealed is None
        else open_text(house.vault, sample.sealed, one.id, sample.person_id)
        for sample in await campaign_lines.samples(tx, one.id, SAMPLES)
    )


def ends(
    house: House, starts: datetime, waiting: Mapping[str, int], days: int = 0
) -> datetime | None:
    """When the slowest network is through, and the last of so many days' people had it."""
    latest = starts + timedelta(days=max(0, days - 1))
    if latest - starts > LONGEST:
        return None
    for channel, count in waiting.items():
        end = finish(house, starts, count / house.rules.rates.get(channel, 1.0))
        if end is None:
            return None
        latest = max(latest, end)
    return latest


def finish(house: House, starts: datetime, seconds: float) -> datetime | None:
    """When so many seconds of sending are over, quiet times left out; nothing if not within
    three months."""
    at, left = starts, timedelta(seconds=seconds)
    while left > timedelta(0):
        if at - starts > LONGEST:
            return None
        if quiet := house.quiet(at):
            at = quiet.until
            continue
        step = min(STEP, left)
        at, left = at + step, left - step
    return at

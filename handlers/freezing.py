"""Who gets a campaign, and in which words, is frozen before the first message leaves.

Page by page, each in a transaction of its own with a cursor: a crash goes on where it stopped.
"""

import asyncio
import hashlib
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from dialog.flow import Option
from handlers.campaigns import fingerprint, needs_approval, understood
from handlers.house import House
from handlers.registration import FORM
from handlers.sealed import open_answers, seal_text
from messages import campaign_text
from messages.campaign_text import Missing
from storage import audience, campaigns, recipients
from storage.audience import Found, Page, Told
from storage.campaigns import Campaign
from storage.database import Transaction
from storage.recipients import Line

log = logging.getLogger(__name__)

PAGE = 1000


async def freeze(house: House, campaign_id: int) -> None:
    """The whole list of a campaign."""
    more = True
    while more:
        more = await freeze_page(house, campaign_id)
        await asyncio.sleep(0)  # a worker who is chatting comes in between


async def freeze_page(house: House, campaign_id: int) -> bool:
    """The next people of a list; whether there are more to come. Run twice at once, one of the
    two does nothing."""
    now = house.now()
    async with house.db.write() as tx:
        campaign = await campaigns.claim(tx, campaign_id)
        if campaign is None or campaign.status != "freezing":
            return False
        states = await _listed(house, tx, campaign, now)
        chain = _chained(campaign.chain, states)
        if len(states) == PAGE:
            last, _ = states[-1]
            await campaigns.change(
                tx, campaign.id, ("freezing",), cursor=last, chain=chain, moved_at=now
            )
            return True
        await _frozen(house, tx, campaign, chain, now)
        return False


async def _listed(
    house: House, tx: Transaction, campaign: Campaign, now: datetime
) -> Sequence[tuple[int, str]]:
    """The next people with the state each begins in; the words only where they differ."""
    wanted = understood(campaign)
    if not campaign_text.variables(campaign.text):
        page = Page(campaign.cursor, PAGE, tuple(house.rules.rates), now)
        return await audience.put(tx, campaign.id, wanted, campaign.areas, page)
    found = await audience.page(tx, wanted, campaign.areas, campaign.cursor, PAGE)
    lines = await _lines(house, tx, campaign, found)
    await recipients.add(tx, campaign.id, lines, now)
    return [(line[0], line[3]) for line in lines]


async def _frozen(
    house: House, tx: Transaction, campaign: Campaign, chain: str, now: datetime
) -> None:
    """Drafted in chat it is shown to its officer first; a script meant what it said."""
    await campaigns.change(
        tx, campaign.id, ("freezing",), hash=fingerprint(campaign, chain), chain=chain, cursor=0,
        frozen_at=now, moved_at=now, told="",
    )  # fmt: skip
    frozen = await campaigns.get(tx, campaign.id) or campaign
    if campaign.hash is None and campaign.address_id is not None:
        status = "draft"
    else:
        status = "approval" if await needs_approval(house, tx, frozen) else "scheduled"
    await campaigns.change(tx, campaign.id, ("freezing",), status=status)


def _chained(chain: str, states: Sequence[tuple[int, str]]) -> str:
    """A hash over the list so far: who, and in which state."""
    told = ",".join(f"{person}{state[0]}" for person, state in states)
    return hashlib.sha256(f"{chain}|{told}".encode()).hexdigest()


async def _lines(
    house: House, tx: Transaction, campaign: Campaign, found: Sequence[Found]
) -> list[Line]:
    """With the words for each person."""
    told = await audience.details(tx, [one.person_id for one in found])
    return [_line(house, campaign, one, told[one.person_id]) for one in found]


def _line(house: House, campaign: Campaign, one: Found, told: Told) -> Line:
    where = (one.person_id, one.address_id, one.channel)
    if one.stopped:
        return (*where, "skipped", "stopped", None)
    if one.left:
        return (*where, "skipped", "blocked", None)
    if one.channel not in house.rules.rates:
        return (*where, "skipped", "no_channel", None)
    try:
        pictured = campaign.picture is not None
        body = campaign_text.render(campaign.text, values(house, told), pictured)
    except Exception:  # what is held of one person cannot be read: nobody else's fault
        log.exception("campaign %d: person %d", campaign.id, one.person_id)
        body = Missing("")
    if isinstance(body, Missing):
        return (*where, "skipped", "missing" if body.variable else "unreadable", None)
    return (*where, "queued", None, seal_text(house.vault, body, campaign.id, one.person_id))


def values(house: House, told: Told) -> dict[str, str]:
    """The variables of one person; what is not known of them is left out."""
    places = house.catalog.places
    answers: Mapping[str, str] = {}
    if told.sealed is not None and told.number is not None:
        answers = open_answers(house.vault, told.sealed, told.number)
    found = {
        "nama": answers.get("full_name") or told.name,
        "nagari": places.name_of(told.nagari or ""),
        "kecamatan": places.name_of(told.district or ""),
        "kabupaten": places.name,
        "pekerjaan": _label(_occupations(house), told.occupation),
        "nomor": told.number or "",
        "lunas_sampai": told.paid_until or "",
    }
    return {name: value for name, value in found.items() if value}


def _occupations(house: House) -> Sequence[Option]:
    questions = house.catalog.forms[FORM].questions
    return next(one.options for one in questions if one.field == "occupation")


def _label(options: Sequence[Option], value: str | None) -> str:
    return next((option.label for option in options if option.value == value), "")

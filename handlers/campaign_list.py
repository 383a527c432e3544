"""The list of a campaign as a file: who, how it ended, and why, in words."""

from collections.abc import AsyncIterator, Mapping

from handlers.campaigns import as_told
from handlers.house import House
from storage import campaigns, recipients
from storage.database import Transaction
from storage.recipients import Listed

COLUMNS = ("nama", "saluran", "keadaan", "sebab", "waktu")
PAGE = 1000


async def rows(house: House, tx: Transaction, campaign_id: int) -> AsyncIterator[Mapping[str, str]]:
    """One person a row: as many as the campaign's list has."""
    campaign, after = await campaigns.get(tx, campaign_id), 0
    if campaign is None:
        return
    while found := await recipients.lines(tx, campaign_id, after, PAGE):
        for one in found:
            yield _row(house, one, campaign.status)
        after = found[-1].person_id


def _row(house: House, one: Listed, status: str) -> Mapping[str, str]:
    quiet = house.quiet(house.now())
    state, reason = as_told(status, one.state, one.reason or "", quiet.why if quiet else "")
    at = one.settled_at.astimezone(house.rules.zone) if one.settled_at else None
    return {
        "nama": one.name,
        "saluran": one.channel,
        "keadaan": house.catalog.label(f"keadaan_{state}"),
        "sebab": house.catalog.label(f"sebab_{reason}") if reason else "",
        "waktu": at.isoformat(timespec="seconds") if at else "",
    }

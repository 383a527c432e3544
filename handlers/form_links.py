"""Gives a reply the links it offers: one-time addresses of the secure form."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from dialog.asking import WHOLE_FORM
from dialog.session import Door, Offer, Say, Turn
from dialog.wire import Address
from handlers.house import House
from storage import form_links
from storage.database import Transaction
from storage.form_links import Link
from storage.people import Known

LIFE = timedelta(minutes=30)
_OPENS = "l|"
_NETWORK_FORBIDS = frozenset({"whatsapp"})
"""Its policy: nobody may be asked for the number of an identity card."""
_OFFERED_ON = frozenset({"telegram", "web"})


def door(house: House, address: Address) -> Door:
    """Whether the page is the only way, one of two, or (where its address would open on no
    other machine than this) none."""
    if address.channel in _NETWORK_FORBIDS:
        return "only"
    reachable = house.rules.public_url.startswith("https")
    return "offered" if reachable and address.channel in _OFFERED_ON else ""


async def put(house: House, tx: Transaction, known: Known, turn: Turn, now: datetime) -> Turn:
    """The turn with an address for each page it offers, stored in the same transaction."""
    if not any(offer.id.startswith(_OPENS) for say in turn.says for offer in say.choices):
        return turn
    says = [await _say(house, tx, known, turn, say, now) for say in turn.says]
    return replace(turn, says=tuple(says))


async def _say(
    house: House, tx: Transaction, known: Known, turn: Turn, say: Say, now: datetime
) -> Say:
    offers = [
        await _linked(house, tx, known, turn, offer, now) if offer.id.startswith(_OPENS) else offer
        for offer in say.choices
    ]
    return replace(say, choices=tuple(offers))


async def _linked(
    house: House, tx: Transaction, known: Known, turn: Turn, offer: Offer, now: datetime
) -> Offer:
    wanted = offer.id.removeprefix(_OPENS)
    field = None if wanted == WHOLE_FORM else wanted
    form, run = turn.session.form or "", turn.session.run
    token = house.token()
    link = Link(known.person_id, known.address_id, form, run, field)
    await form_links.add(tx, fingerprint(token), link, now + LIFE)
    return replace(offer, url=f"{house.rules.public_url}/form/{token}")


def fingerprint(token: str) -> str:
    """What the database keeps of a link: it cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()

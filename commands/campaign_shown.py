"""How `bot.py campaign` shows what it found: sentences for people, or one JSON value."""

import json
import sys
from dataclasses import asdict
from datetime import datetime

from handlers.campaigns import No, Report
from handlers.estimate import Estimate
from handlers.house import House
from handlers.spending import Spend
from messages.campaign_reasons import sentence
from messages.operator_words import words
from storage.campaigns import Campaign

SHOWN = 50
"""Letters of a text in the list."""


def no(why: No, as_json: bool, code: int) -> int:
    """Says what is wrong; the exit code."""
    said = sentence(why.problem, why.part, why.known)
    if as_json:
        print(json.dumps({"error": why.problem, "part": why.part, "message": said}))
    else:
        print(said, file=sys.stderr)
    return code


def drafted(house: House, found: Estimate, as_json: bool) -> None:
    one = found.report.campaign
    if as_json:
        shape = {"campaign": one.id, "recipients": found.gets_it, "skipped": dict(found.skipped)}
        if first := found.first_words:
            shape["whatsapp"] = {**asdict(first), "days": first.days}
        print(json.dumps({**shape, "status": one.status}), flush=True)
        return
    said = words("campaign")
    print(said["keluaran.dirancang"].format(id=one.id, recipients=found.gets_it))
    for why, count in sorted(found.skipped.items()):
        print(f"  {count:>7} {house.catalog.label(f'sebab_{why}')}")
    if found.capped:
        print(f"  {found.capped:>7} {house.catalog.label('sebab_capped')}")
    if one_day := found.first_words:
        print(said["keluaran.whatsapp"].format(**asdict(one_day), days=one_day.days))
        if one_day.template:
            reason = house.catalog.label(f"sebab_{one_day.template}")
            print(said["keluaran.templat"].format(sebab=reason))
    if one.picture:
        print(said["keluaran.bergambar"])
    for sample in found.samples:
        print(f"\n{sample}")
    ends = _local(house, found.ends) if found.ends else "?"
    print("\n" + said["keluaran.waktu"].format(starts=_local(house, found.starts), ends=ends))
    print(said[f"keluaran.status_{one.status}"].format(id=one.id))


def told(house: House, found: Report, spend: Spend | None, as_json: bool) -> None:
    one = found.campaign
    if as_json:
        shape = {
            "campaign": one.id,
            "status": one.status,
            "total": found.total,
            "states": dict(found.states),
            "reasons": dict(found.reasons),
        }
        if spend:
            shape["whatsapp"] = {**asdict(spend), "rupiah": spend.rupiah}
        print(json.dumps({**shape, "held_until": _iso(found.held_until), "why": one.reason}))
        return
    said = words("campaign")
    print(said["keluaran.laporan"].format(id=one.id, status=_status(house, one)))
    for state, count in found.states.items():
        if count:
            print(f"  {count:>7} {house.catalog.label(f'keadaan_{state}')}")
    for why, count in sorted(found.reasons.items()):
        print(f"          {house.catalog.label(f'sebab_{why}')}: {count}")
    if found.held_until:
        print(said["keluaran.ditahan"].format(until=_local(house, found.held_until)))
    if spend:
        expected = "?" if spend.estimate is None else spend.estimate
        bill = {"rupiah": spend.rupiah, "expected": expected, "month": spend.month}
        print(said["keluaran.biaya"].format(**bill))
    print(said["keluaran.jumlah"].format(total=found.total))


def row(house: House, one: Campaign) -> dict[str, object]:
    return {
        "campaign": one.id,
        "status": one.status,
        "reason": one.reason,
        "audience": one.audience,
        "start_at": one.start_at.astimezone(house.rules.zone).isoformat(),
        "repeat": one.repeat,
        "made_by": one.made_by,
        "approved_by": one.approved_by,
        "text": one.text,
        "picture": one.picture,
    }


def table(house: House, found: list[Campaign]) -> None:
    if not found:
        print(words("campaign")["keluaran.kosong"])
    for one in found:
        begins = " ".join(one.text.split())[:SHOWN]
        print(f"{one.id:>5} {_local(house, one.start_at)} {_status(house, one):<18} {begins}")


def _status(house: House, one: Campaign) -> str:
    status = house.catalog.label(f"siaran_{one.status}")
    return f"{status} ({house.catalog.label(f'sebab_{one.reason}')})" if one.reason else status


def _local(house: House, at: datetime) -> str:
    return f"{at.astimezone(house.rules.zone):%Y-%m-%d %H:%M}"


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
